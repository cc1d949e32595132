import Glibc
import JSON
import TestSupport
import Testing

/// What a PDF may cost: a bomb little time and memory, a long document hardly more memory than a short one.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LargePDFTests {
    let docqa = BuiltProgram("docqa")
    let home = TemporaryFolder()

    func read(_ kind: String, _ flags: [String] = []) throws -> JSONValue {
        let script = Project.root + "/Tests/EndToEndTests/faults/large_pdfs.py"
        let result = try BuiltProgram(absolutePath: "/usr/bin/python3").run(
            [script, kind, docqa.path, home.path] + flags, environment: ["HOME": home.path])
        try #require(result.status == 0, "\(result.errors)")
        return try JSONValue(parsing: result.output)
    }

    func number(_ value: JSONValue?) -> Double { value?.double ?? .infinity }

    /// All of them when DOCQA_FAULT_RUNS is set: each takes the time after which it is refused.
    private static let bombs =
        getenv("DOCQA_FAULT_RUNS") == nil
        ? ["text", "states"] : ["text", "states", "spaces", "string", "nested", "objects"]

    /// The time that passes counts as well, unless other programs had a tenth of the processor meanwhile.
    @Test(arguments: bombs) func aDecompressionBombIsRefused(_ kind: String) throws {
        let result = try read(kind, ["--check-ink"])
        let (worked, passed) = (number(result["processor_seconds"]), number(result["seconds"]))
        #expect(worked < 10 && (passed < 10 || (worked < 0.9 * passed && passed < 60)), "\(result)")
        #expect(number(result["peak_kib"]) < 512 * 1024, "\(result)")
        #expect(result["status"]?.int == 8, "\(result)")
        let report = result["report"]
        #expect(report?["pages_missing"]?.int == report?["pages"]?.int, "\(result)")
    }

    @Test func aPageOverAPictureThatIsABombIsReadWithoutThePicture() throws {
        let result = try read("picture")
        #expect(number(result["peak_kib"]) < 512 * 1024, "\(result)")
        #expect(result["status"]?.int == 0 && result["report"]?["passages"]?.int == 1, "\(result)")
    }

    @Test(arguments: [[], ["--check-ink"]]) func twoThousandPagesFitIntoTheMemoryOfOneWorker(_ flags: [String]) throws {
        let result = try read("pages", flags)
        #expect(number(result["peak_kib"]) < 100 * 1024, "\(result)")
        #expect(result["status"]?.int == 0 && result["report"]?["pages"]?.int == 2_000, "\(result)")
        #expect(result["report"]?["documents_with_hidden_text"]?.int == 0)
    }
}
