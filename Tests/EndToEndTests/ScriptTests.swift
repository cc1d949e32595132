import Glibc
import TestSupport
import Testing

/// What the scripts say where something is missing; the programs they look for are stood in for.
@Suite struct ScriptTests {
    let folder = TemporaryFolder()

    /// Puts a program of this name before all others.
    func pretend(_ name: String, _ script: String) {
        folder.write(name, "#!/bin/sh\n\(script)\n")
        folder.setMode(name, 0o755)
    }

    func run(_ words: String..., path: String? = nil) throws -> BuiltProgram.Result {
        try BuiltProgram(absolutePath: "/bin/sh").run(
            ["\(Project.root)/scripts/\(words[0])"] + words.dropFirst(),
            environment: ["PATH": path ?? "\(folder.path):/usr/bin:/bin", "HOME": folder.path])
    }

    @Test func saysWhatToDoWithoutSwift() throws {
        let result = try run("require-swift", path: folder.path)
        #expect(result.status == 3)
        #expect(
            result.errors.contains("not installed") && result.errors.contains("https://www.swift.org/install/linux/"))
    }

    @Test(arguments: [("5.10.1", false), ("6.2", false), ("6.3", true), ("6.10", true), ("7.0-dev", true)])
    func knowsWhichSwiftIsNewEnough(version: String, isEnough: Bool) throws {
        pretend("swift", "echo 'Swift version \(version) (swift-\(version)-RELEASE)'")
        let result = try run("require-swift")
        #expect(result.status == (isEnough ? 0 : 3))
        if !isEnough { #expect(result.errors.contains("is too old")) }
    }

    @Test func saysWhenTheToolchainDoesNotRun() throws {
        pretend("swift", "echo 'error while loading shared libraries' >&2; exit 127")
        let result = try run("require-swift")
        #expect(result.status == 3 && result.errors.contains("does not work here"))
        #expect(try run("require-swift", "--present").status == 0)
    }

    @Test func printsTheLineToTypeWhenNobodyIsRoot() throws {
        pretend("dpkg-query", "echo 'installed gcc'")
        pretend("id", "echo 1000")
        pretend("sudo", "exit 1")
        let result = try run("install-packages", "build")
        #expect(result.status == 3)
        #expect(result.errors.contains("sudo apt-get update && sudo apt-get install -y --no-install-recommends "))
        #expect(result.errors.contains(" libsqlite3-dev ") && !result.errors.contains(" gcc "))
    }

    @Test func installsNothingWhenAllIsThere() throws {
        let names = (Project.text("scripts/packages") ?? "").split(separator: "\n").compactMap {
            $0.split(separator: " ").last
        }
        #expect(names.count > 10)
        pretend("dpkg-query", "printf 'installed %s\\n' \(names.joined(separator: " "))")
        pretend("apt-get", "echo must not run >&2; exit 1")
        #expect(try run("install-packages", "build", "run", "test").output == "Packages: all there\n")
    }

    @Test func everyPackageLineIsWellFormedAndInOrder() {
        let lines = (Project.text("scripts/packages") ?? "").split(separator: "\n")
        for line in lines { #expect(line.wholeMatch(of: /(build|run|test) [a-z0-9][a-z0-9+.-]*/) != nil, "\(line)") }
        #expect(Set(lines).count == lines.count)
    }

    @Test func installRefusesWhatItDoesNotKnow() throws {
        let unknown = try run("install", "--prefx", "x")
        #expect(unknown.status == 2 && unknown.errors.contains("does not take --prefx"))
        #expect(try run("install", "--prefix").status == 2)
        folder.write("file", "")
        let blocked = try run("install", "--prefix", folder["file"])
        #expect(blocked.status == 3 && blocked.errors.contains("cannot be written"))
    }
}
