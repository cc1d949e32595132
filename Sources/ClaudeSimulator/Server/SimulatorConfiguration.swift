package import Claude

/// How a simulator behaves.
package struct SimulatorConfiguration: Sendable {
    /// A numeric address; nobody outside this machine reaches the default.
    package var address = "127.0.0.1"
    /// 0 for any free port.
    package var port = 0
    /// Names, pieces of streams and faults by rate all follow from it.
    package var seed: UInt64 = 1
    package var clock = SimulatorClock()
    /// Models, limits and prices.
    package var catalogue = ModelCatalogue.builtIn
    /// The keys that are accepted; every one that is not empty when there are none here.
    package var keys: Set<String> = []
    package var limits = RateLimits.custom
    /// What may be spent in a month, in nano-dollars.
    package var spendLimit: Int?
    /// A folder of scripted replies, each `NAME.json`.
    package var replies: String?
    /// Where every request and response is written.
    package var records: String?
    package var faults: [FaultRule] = []
    /// How long a stream waits before its first event and before each other one, and a message before its response.
    package var firstEventMilliseconds = 0
    package var eventMilliseconds = 0
    /// How many seconds of the simulated clock a batch takes.
    package var batchSeconds = 0
    /// Whether a request with client tools gets a call of the first one before its answer.
    package var callsTools = false
    /// The program that reads PDFs; nil for the one beside this program.
    package var pdfWorker: String?

    package init() {}
}
