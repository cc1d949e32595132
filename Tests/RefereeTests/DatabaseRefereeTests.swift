import Glibc
import JSON
import TestSupport
import Testing

/// What docqa stored, read by Python's sqlite3 and compared with the files by programs that know nothing of docqa.
@Suite(.timeLimit(.minutes(2))) struct DatabaseRefereeTests {
    let docqa = BuiltProgram("docqa")
    let home = TemporaryFolder()

    func ingest(_ folder: String) throws {
        let result = try docqa.run(
            ["ingest", folder, "--db", home["docqa.db"]], environment: ["HOME": home.path], folder: home.path)
        #expect(result.status == 0, "\(result.errors)")
    }

    /// What a script of this folder says about each thing that it looked at.
    func ask(_ script: String, _ folder: String) throws -> JSONObject {
        let path = "\(Project.root)/Tests/RefereeTests/store/\(script)"
        let result = try BuiltProgram(absolutePath: "/usr/bin/python3").run(path, home["docqa.db"], folder)
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try JSONValue(parsing: result.output).object)
    }

    @Test func theCorpusIsInTheDatabaseAsItIsInTheFiles() throws {
        try ingest(Project.root + "/corpus")
        let checks = try ask("database.py", Project.root + "/corpus")
        #expect(checks.count == 16)
        for check in checks.members { #expect(check.value.isNull, "\(check.key): \(check.value)") }
    }

    /// Nobody was there to fold the log into the database.
    @Test func aDatabaseWhoseProgramWasKilledIsReadFromItsLog() throws {
        let copied = try BuiltProgram(absolutePath: "/bin/cp").run("-r", Project.root + "/corpus", home["files"])
        #expect(copied.status == 0)
        try ingest(home["files"])
        home.write("files/data/one-more.txt", "One more document.")
        home.write("files/manuals/slow.pdf", TestPDF().bytes)
        // The worker never answers, so the program is killed with the first document in the log.
        home.write("hanging", "#!/bin/sh\nexec sleep 1000\n")
        home.setMode("hanging", 0o700)
        let running = try docqa.start(
            ["ingest", home["files"], "--db", home["docqa.db"]],
            environment: ["HOME": home.path, "DOCQA_PDF_WORKER": home["hanging"]], folder: home.path)
        while !(try docqa.run("list", "--db", home["docqa.db"]).output.contains("one-more.txt")) { sched_yield() }
        running.signal(SIGKILL)
        #expect(running.wait().status == 128 + SIGKILL)
        #expect((home.read("docqa.db-wal")?.count ?? 0) > 0)
        let checks = try ask("database.py", home["files"])
        for check in checks.members { #expect(check.value.isNull, "\(check.key): \(check.value)") }
    }

    @Test func theRefereeSeesWhatIsWrong() throws {
        try ingest(Project.root + "/corpus")
        let spoil = """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1])
            c.execute("UPDATE text SET bytes = 'X' || substr(bytes, 2) WHERE place & 4294967295 = 0")
            c.execute("UPDATE passage_1 SET start = start + 100000000")
            c.execute("UPDATE document SET sha256 = zeroblob(32), line_count = 0")
            c.commit()
            """
        let spoiled = try BuiltProgram(absolutePath: "/usr/bin/python3").run("-c", spoil, home["docqa.db"])
        try #require(spoiled.status == 0, "\(spoiled.errors)")
        let checks = try ask("database.py", Project.root + "/corpus")
        let wrong = Set(checks.members.filter { !$0.value.isNull }.map(\.key))
        #expect(wrong.isSuperset(of: ["hashes", "lines", "texts", "spans", "coverage"]))
    }

    @Test func textsInManyEncodingsAreWhatIconvMakesOfThem() throws {
        for (language, encodings) in Self.encodings {
            let text = try #require(Self.samples[language])
            home.write("plain", text)
            for encoding in encodings {
                let made = try BuiltProgram(absolutePath: "/bin/sh").run(
                    "-c", "iconv -f UTF-8 -t \(encoding) < plain > \(encoding).\(language).txt", folder: home.path)
                try #require(made.status == 0, "\(encoding): \(made.errors)")
                home.move("\(encoding).\(language).txt", to: "files/\(encoding).\(language).txt")
            }
        }
        try ingest(home["files"])
        let checks = try ask("encodings.py", home["files"])
        #expect(checks.count == Self.encodings.reduce(0) { $0 + $1.value.count })
        for check in checks.members { #expect(check.value.isNull, "\(check.key): \(check.value)") }
    }

    private static let unicode = ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"]

    private static let encodings: [String: [String]] = [
        "english": unicode + ["US-ASCII"],
        "german": unicode + ["WINDOWS-1252", "ISO-8859-1"],
        "russian": unicode + ["WINDOWS-1251", "KOI8-R", "ISO-8859-5", "IBM866"],
        "greek": unicode + ["WINDOWS-1253", "ISO-8859-7"],
        "japanese": unicode + ["SHIFT_JIS", "EUC-JP", "ISO-2022-JP"],
        "chinese": unicode + ["GB18030", "GBK"],
        "taiwan": unicode + ["BIG5"],
        "korean": unicode + ["EUC-KR"],
    ]

    private static let samples: [String: String] = [
        "english": """
        The heating in the cellar was switched off over the summer. Before you switch it on again, look at the gauge:
        there should be enough water in the pipes, and the valve beside the pump has to be open.
        """,
        "german": """
        Über den Sommer war die Heizung im Keller ausgeschaltet. Bevor Sie sie wieder einschalten, prüfen Sie den Druck:
        Es muss genügend Wasser in den Röhren stehen, und das Ventil neben der Pumpe gehört geöffnet. Größere Mängel
        meldet die Anlage selbst, kleinere müssen Sie hören.
        """,
        "russian": """
        Летом отопление в подвале было выключено. Прежде чем включить его снова, посмотрите на манометр: в трубах
        должно быть достаточно воды, а клапан рядом с насосом должен быть открыт. О больших неисправностях прибор
        сообщает сам, маленькие нужно услышать.
        """,
        "greek": """
        Το καλοκαίρι η θέρμανση στο υπόγειο ήταν κλειστή. Πριν την ανάψετε ξανά, κοιτάξτε το μανόμετρο: πρέπει να
        υπάρχει αρκετό νερό στους σωλήνες και η βαλβίδα δίπλα στην αντλία να είναι ανοιχτή.
        """,
        "japanese": """
        夏のあいだ、地下室の暖房は止めてありました。もう一度つける前に、圧力計を見てください。配管に水が十分にあり、
        ポンプの横の弁が開いていなければなりません。大きな故障は装置が自分で知らせますが、小さな故障は音で分かります。
        """,
        "chinese": """
        夏天的时候，地下室的暖气是关着的。重新打开之前，请先看一下压力表：管道里要有足够的水，水泵旁边的阀门必须打开。
        大的故障设备会自己报告，小的故障需要您自己听出来。请把看到的数字写在本子上。
        """,
        "taiwan": """
        夏天的時候，地下室的暖氣是關著的。重新打開之前，請先看一下壓力表：管道裡要有足夠的水，水泵旁邊的閥門必須打開。
        大的故障設備會自己報告，小的故障需要您自己聽出來。請把看到的數字寫在本子上。
        """,
        "korean": """
        여름 동안 지하실 난방은 꺼져 있었습니다. 다시 켜기 전에 압력계를 확인하십시오. 배관에 물이 충분해야 하고 펌프 옆의
        밸브가 열려 있어야 합니다. 큰 고장은 장치가 스스로 알려 주지만 작은 고장은 귀로 들어야 합니다.
        """,
    ]
}
