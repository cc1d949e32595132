import Glibc
import JSON
import TestSupport
import Testing

/// Nothing that can happen to a running ingest costs what was stored before, or keeps the next one from completing it.
///
/// DOCQA_FAULT_RUNS raises the number of tries (200 kills; every single write for the full disk).
@Suite(.serialized) struct IngestFaultTests {
    private static let runs = getenv("DOCQA_FAULT_RUNS").flatMap { Int(String(cString: $0)) }

    @Test func killedAtAnyInstantItLeavesADatabaseFromWhichTheNextRunCompletes() throws {
        let rig = try FaultRig()
        #expect(rig.changes > 10)
        var random = Seeded(20_261_121)
        for number in 0..<(Self.runs ?? 12) {
            // A new database each third time, else one with content; killed at a change of a file, in the middle of one, or
            // at any instant.
            if number % 3 != 0 { try rig.copy("before.db", to: "killed.db") } else { rig.removeDatabase("killed.db") }
            let words = ["ingest", rig.home["files"], "--db", rig.home["killed.db"]]
            let place = Int.random(in: 1...rig.changes, using: &random)
            let instant = Int.random(in: 0...rig.milliseconds, using: &random)
            let kind = ["kill@\(place)", "torn@\(place)", nil][number % 4 % 3]
            let result = try rig.docqa.start(words, environment: rig.environment(kind), folder: rig.home.path)
                .kill(after: kind == nil ? instant : 120_000)
            let what: Comment = "run \(number): \(kind ?? "after \(instant) ms"), ended with \(result.status)"
            if kind != nil { #expect([128 + SIGKILL, 8].contains(result.status), what) }
            #expect(try rig.problems("killed.db") == [], what)
        }
    }

    @Test func aDiskThatIsFullAtAnyWriteIsSaidAndLosesNothing() throws {
        let rig = try FaultRig()
        var random = Seeded(7)
        // The first writes make and migrate the database; later ones are much alike.
        let step = Self.runs == nil ? 9 : 1
        var place = 1
        var succeeded = false
        while !succeeded {
            if place % 2 == 0 { try rig.copy("before.db", to: "full.db") } else { rig.removeDatabase("full.db") }
            let result = try rig.ingest("full.db", environment: ["DOCQA_WRITE_FAULT": "full@\(place)"])
            let what: Comment = "full from change \(place) on: \(result.status) \(result.errors)"
            succeeded = result.status == 8
            if !succeeded {
                #expect(result.status == 7, what)
                #expect(result.errors.contains("disk is full"), what)
            }
            #expect(try rig.problems("full.db") == [], what)
            place += step == 1 || place < 4 ? 1 : Int.random(in: 1...step, using: &random)
        }
        #expect(place > rig.changes / 2, "a fault at change \(place) of \(rig.changes) did no harm")
    }

    @Test func aDiskThatIsFullWhileADocumentIsHandedOverKeepsAllOfItOrNothing() throws {
        let rig = try FaultRig()
        let pdf = TestPDF.sentences(["A page that is handed over."])
        let database = rig.home["put.db"]
        var place = 0
        var succeeded = false
        while !succeeded {
            place += 1
            try rig.copy("before.db", to: "put.db")
            rig.home.remove("put.db.originals")
            let kind = ["full", "kill", "torn"][place % 3]
            let result = try rig.docqa.run(
                ["ingest", "-", "--name", "handed.pdf", "--db", database],
                environment: rig.environment("\(kind)@\(place)"), folder: rig.home.path, input: pdf)
            succeeded = result.status == 0
            let what: Comment = "\(kind) at change \(place): \(result.status) \(result.errors)"
            if kind == "full", !succeeded {
                #expect(result.status == 7 && result.errors.contains("disk is full"), what)
            }
            // Verifying takes away what is noted as loose, so the document and its bytes are both there or both gone.
            let verified = try rig.run("verify", "--db", database)
            #expect(verified.status == 0, "\(what) \(verified.output)")
            let isStored = try rig.run("list", "--db", database).output.contains("handed.pdf")
            let kept = try BuiltProgram(absolutePath: "/usr/bin/find").run(
                rig.home.path, "-path", "*.originals/*", "-type", "f")
            #expect(kept.output.split(separator: "\n").count == (isStored ? 1 : 0), "\(what) \(kept.output)")
        }
        #expect(place > 10, "change \(place) did no harm")
    }

    @Test func twoIngestsAtOnceWaitOrSayWhoWrites() throws {
        let rig = try FaultRig()
        try rig.copy("before.db", to: "both.db")
        let words = ["ingest", rig.home["files"], "--db", rig.home["both.db"], "--force", "--json"]
        let environment = ["HOME": rig.home.path]
        let first = try rig.docqa.start(words, environment: environment)
        let second = try rig.docqa.start(words, environment: environment)
        let results = [first.wait(), second.wait()]
        #expect(results.contains { $0.status == 8 })
        for result in results where result.status != 8 {
            #expect(result.status == 7)
            #expect(result.errors.contains("`docqa ingest` (process"), "\(result.errors)")
        }
        #expect(try rig.problems("both.db") == [])
    }

    @Test func readersSeeOneStateOrTheOtherAndAreNeverRefused() throws {
        let rig = try FaultRig()
        try rig.copy("before.db", to: "read.db")
        let before = try rig.export("read.db")
        let environment = ["HOME": rig.home.path]
        let writer = try rig.docqa.start(
            ["ingest", rig.home["files"], "--db", rig.home["read.db"]], environment: environment)
        // Four at a time, so that each meets a different moment of the ingest.
        for _ in 0..<5 {
            let words = ["export", "--db", rig.home["read.db"]]
            let one = try rig.docqa.start(words, environment: environment)
            let two = try rig.docqa.start(["list", "--db", rig.home["read.db"]], environment: environment)
            let three = try rig.docqa.start(["status", "--db", rig.home["read.db"]], environment: environment)
            let four = try rig.docqa.start(
                ["show", "table.csv", "--db", rig.home["read.db"]], environment: environment)
            let export = one.wait()
            for result in [export, two.wait(), three.wait(), four.wait()] {
                #expect(result.status == 0, "\(result.errors)")
            }
            #expect(!export.output.isEmpty)
        }
        #expect(writer.wait().status == 8)
        #expect(try rig.export("read.db") == rig.undisturbed)
        #expect(before != rig.undisturbed)
    }
}

extension FaultRig {
    func removeDatabase(_ name: String) {
        for suffix in ["", "-wal", "-shm", ".lock"] { home.remove(name + suffix) }
    }
}
