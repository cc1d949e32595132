internal import Folders
internal import Glibc
internal import JSON

/// What other programs take for the same PDFs, as whole processes: `pdftotext`, one process a file, and `recollindex`, which makes
/// an index as `docqa ingest` does. One that is not installed is said to be missing.
enum PDFPeers {
    static func figures(of folder: String, _ files: [FilePath]) throws -> JSONObject {
        var object: JSONObject = [:]
        let ours = try ingest(folder)
        add("ingest", ours, to: &object)
        if let program = onPath("pdftotext") {
            var total = Process.Figures(seconds: 0, processor: 0, peakKiB: 0)
            for file in files {
                let one = try Process.run([program, file.display, "-"], accepting: [0, 1, 2, 3, 99])
                total.seconds += one.seconds
                total.processor += one.processor
                total.peakKiB = max(total.peakKiB, one.peakKiB)
            }
            add("pdftotext", total, to: &object)
            object.append("times_pdftotext_speed", rounded(total.seconds / ours.seconds))
            object.append("times_pdftotext_speed_by_processor_time", rounded(total.processor / ours.processor))
        } else {
            object.append("pdftotext", "not on the PATH")
        }
        if let program = onPath("recollindex") {
            let theirs = try recoll(program, folder)
            add("recollindex", theirs, to: &object)
            object.append("times_recollindex_speed", rounded(theirs.seconds / ours.seconds))
            object.append("times_recollindex_speed_by_processor_time", rounded(theirs.processor / ours.processor))
        } else {
            object.append("recollindex", "not on the PATH (Debian: recollcmd)")
        }
        return object
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
