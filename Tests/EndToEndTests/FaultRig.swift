import Glibc
import JSON
import TestSupport
import Testing

/// A folder of documents in two states, a database of the first, and what the second looks like when nothing disturbs its
/// ingest. Every fault is then tried on a copy of that database.
final class FaultRig {
    let home = TemporaryFolder()
    let docqa = BuiltProgram("docqa")
    private(set) var undisturbed = ""
    /// How often an undisturbed ingest changes a file.
    private(set) var changes = 0
    /// How long it takes.
    private(set) var milliseconds = 0

    init() throws {
        try FaultRig.buildFaults(in: home)
        for number in 0..<24 {
            home.write("files/\(number % 4)/\(number).md", "# Part \(number)\n\nThe boiler \(number) holds water.\n")
        }
        home.write("files/table.csv", "part,price\nvalve,12\npump,80\n")
        home.write("files/broken.pdf", "%PDF-1.4 and nothing more")
        home.write("files/report.pdf", TestPDF.sentences(["First page of the report.", "Second page."]))
        _ = try ingest("before.db")
        for number in 0..<6 {
            home.write("files/0/\(number * 4).md", "# Part \(number)\n\nRewritten, \(number) times.\n")
        }
        for number in 0..<3 { home.remove("files/1/\(number * 4 + 1).md") }
        home.move("files/2/2.md", to: "files/5/moved.md")
        for number in 30..<40 { home.write("files/6/\(number).html", "<h1>Page \(number)</h1><p>About valves.</p>") }
        try copy("before.db", to: "undisturbed.db")
        let began = ContinuousClock.now
        _ = try ingest("undisturbed.db", environment: ["DOCQA_WRITE_COUNT": home["count"]])
        milliseconds = Int((ContinuousClock.now - began) / .milliseconds(1))
        changes = home.read("count").flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        undisturbed = try export("undisturbed.db")
    }

    /// The library that makes writes fail, compiled once for each rig.
    static func buildFaults(in home: TemporaryFolder) throws {
        let source = Project.root + "/Tests/EndToEndTests/faults/write_faults.c"
        let made = try BuiltProgram(absolutePath: "/usr/bin/gcc").run(
            "-shared", "-fPIC", "-O1", "-o", home["faults.so"], source, "-ldl")
        try #require(made.status == 0, "\(made.errors)")
    }

    func environment(_ fault: String? = nil) -> [String: String] {
        ["HOME": home.path, "LD_PRELOAD": home["faults.so"]].merging(fault.map { ["DOCQA_WRITE_FAULT": $0] } ?? [:]) {
            $1
        }
    }

    func ingest(_ database: String, environment more: [String: String] = [:]) throws -> BuiltProgram.Result {
        try docqa.run(
            ["ingest", home["files"], "--db", home[database], "--json"],
            environment: environment().merging(more) { $1 }, folder: home.path)
    }

    func run(_ words: String...) throws -> BuiltProgram.Result {
        try docqa.run(words, environment: ["HOME": home.path], folder: home.path)
    }

    func copy(_ database: String, to other: String) throws {
        for suffix in ["", "-wal", "-shm", ".lock"] {
            home.remove(other + suffix)
            if let bytes = home.read(database + suffix) { home.write(other + suffix, bytes) }
        }
    }

    /// The exported content, without what depends on when and in which order files were read.
    func export(_ database: String) throws -> String {
        let result = try run("export", "--db", home[database])
        guard result.status == 0 else { return "export failed: \(result.errors)" }
        return result.output.replacing(/"(id|document_id|ingested_at)":\d+/) { "\"\($0.1)\":0" }
    }

    /// What is wrong with a database after a fault, and after the run that goes on from there; nothing when all is well.
    func problems(_ database: String) throws -> [String] {
        var problems: [String] = []
        if home.read(database).map({ !$0.isEmpty }) ?? false {
            let verified = try run("verify", "--db", home[database])
            if verified.status != 0 { problems.append("verify: \(verified.output)\(verified.errors)") }
        }
        let next = try ingest(database)
        // One file cannot be read, with or without faults.
        if next.status != 8 { problems.append("the next run ended with \(next.status): \(next.errors)") }
        if try export(database) != undisturbed { problems.append("the content is another one") }
        let verified = try run("verify", "--db", home[database])
        if verified.status != 0 { problems.append("verify at the end: \(verified.output)\(verified.errors)") }
        return problems
    }
}

/// A fixed sequence of numbers that look random.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension TestPDF {
    static func sentences(_ pages: [String]) -> [UInt8] {
        var pdf = TestPDF()
        for text in pages { pdf.addPage("BT /F1 12 Tf 72 700 Td (\(text)) Tj ET") }
        return pdf.bytes
    }
}
