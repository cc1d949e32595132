internal import Folders
internal import Glibc
internal import JSON

/// What other programs take for the same PDFs, as whole processes: `pdftotext`, one process a file, and `recollindex`, which makes
/// an index as `docqa ingest` does. One that is not installed is said to be missing.
enum PDFPeers {
    /// The programs take turns, and the median of each counts.
    static func figures(of folder: String, _ files: [FilePath], runs: Int) throws -> JSONObject {
        let (pdftotext, recollindex) = (onPath("pdftotext"), onPath("recollindex"))
        var (ours, texts, indexes): ([Process.Figures], [Process.Figures], [Process.Figures]) = ([], [], [])
        for _ in 0..<max(1, runs) {
            ours.append(try ingest(folder))
            if let pdftotext { texts.append(try readTexts(pdftotext, files)) }
            if let recollindex { indexes.append(try recoll(recollindex, folder)) }
        }
        var object: JSONObject = [:]
        let our = Process.Figures.median(ours)
        add("ingest", our, to: &object)
        compare(our, with: "pdftotext", texts, missing: "not on the PATH", to: &object)
        compare(our, with: "recollindex", indexes, missing: "not on the PATH (Debian: recollcmd)", to: &object)
        return object
    }

    private static func compare(
        _ our: Process.Figures, with name: String, _ all: [Process.Figures], missing: String,
        to object: inout JSONObject
    ) {
        guard !all.isEmpty else { return object.append(name, .string(JSONString(missing))) }
        let their = Process.Figures.median(all)
        add(name, their, to: &object)
        object.append("times_\(name)_speed", rounded(their.seconds / our.seconds))
        object.append("times_\(name)_speed_by_processor_time", rounded(their.processor / our.processor))
    }

    private static func readTexts(_ program: String, _ files: [FilePath]) throws -> Process.Figures {
        var total = Process.Figures(seconds: 0, processor: 0, peakKiB: 0)
        for file in files {
            let one = try Process.run([program, file.display, "-"], accepting: [0, 1, 2, 3, 99])
            total.seconds += one.seconds
            total.processor += one.processor
            total.peakKiB = max(total.peakKiB, one.peakKiB)
        }
        return total
    }

    private static func ingest(_ folder: String) throws -> Process.Figures {
        let place = try ScratchPlace()
        defer { withExtendedLifetime(place) {} }
        return try Process.run(
            [Process.beside("docqa"), "ingest", folder, "--db", place["a.db"], "--quiet"], accepting: [0, 8])
    }

    /// With its own defaults but for what it tells, an index of its own and nothing but the folder.
    private static func recoll(_ program: String, _ folder: String) throws -> Process.Figures {
        let place = try ScratchPlace()
        defer { withExtendedLifetime(place) {} }
        let settings = place["recoll"]
        defer { _ = try? Process.run(["/bin/rm", "-rf", settings], accepting: [0]) }
        guard mkdir(settings, 0o700) == 0, let root = realpath(folder, nil) else {
            throw BenchmarkError(description: "no folder for recollindex")
        }
        defer { free(root) }
        guard let file = fopen(settings + "/recoll.conf", "w") else {
            throw BenchmarkError(description: "no settings for recollindex")
        }
        fputs("topdirs = \(String(cString: root))\nloglevel = 1\n", file)
        fclose(file)
        return try Process.run([program, "-c", settings, "-z"], accepting: [0])
    }

    private static func onPath(_ name: String) -> String? {
        let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    private static func add(_ name: String, _ figures: Process.Figures, to object: inout JSONObject) {
        object.append("\(name)_ms", JSONValue(Int(figures.seconds * 1e3)))
        object.append("\(name)_cpu_ms", JSONValue(Int(figures.processor * 1e3)))
    }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 100).rounded() / 100).map { .number($0) } ?? .null
    }
}
