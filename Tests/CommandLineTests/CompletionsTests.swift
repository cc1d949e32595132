import Glibc
import Testing

@testable import CommandLine

/// The scripts are run in the shells they are for; a shell that is not installed is named in the result.
@Suite struct CompletionsTests {
    static func offers(bash words: [String]) throws -> [String] {
        let typed = words.map(\.shellQuoted).joined(separator: " ")
        let script = """
            compopt() { :; }
            \(Sample.table.completions(for: .bash))
            COMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1); _t; printf '%s\\n' "${COMPREPLY[@]}"
            """
        return try lines(of: script, in: "bash")
    }

    static func offers(fish line: String) throws -> [String] {
        let script = Sample.table.completions(for: .fish) + "complete -C '\(line)'\n"
        return try lines(of: script, in: "fish").map { String($0.prefix { $0 != "\t" }) }
    }

    @Test func bashOffersCommandsFlagsAndChoices() throws {
        #expect(try Self.offers(bash: ["t", "se"]) == ["search"])
        #expect(try Self.offers(bash: ["t", "config", ""]) == ["set"])
        #expect(try Self.offers(bash: ["t", "search", "--li"]) == ["--limit"])
        #expect(try Self.offers(bash: ["t", "search", "--mode", ""]) == ["fast", "exact"])
        #expect(try Self.offers(bash: ["t", "--quiet", "search", "x", "--col"]) == ["--color"])
        #expect(try Self.offers(bash: ["t", "search", "--limit", ""]) == [""])
    }

    @Test(.enabled(if: shellExists("fish"), "fish is not installed"))
    func fishOffersCommandsFlagsAndChoices() throws {
        #expect(try Self.offers(fish: "t se") == ["search"])
        #expect(try Self.offers(fish: "t config s") == ["set"])
        #expect(try Self.offers(fish: "t search --li") == ["--limit"])
        #expect(try Self.offers(fish: "t search --mode ").sorted() == ["exact", "fast"])
    }

    @Test(.enabled(if: shellExists("zsh"), "zsh is not installed"))
    func zshReadsItsScript() throws {
        let script =
            "autoload -U compinit; compinit -D -u\n" + Sample.table.completions(for: .zsh) + "print $_comps[t]\n"
        #expect(try Self.lines(of: script, in: "zsh") == ["_t"])
    }

    struct ShellError: Error { var status: Int32 }

    /// What a shell prints for a script; standard error must stay empty.
    static func lines(of script: String, in shell: String) throws -> [String] {
        var template = Array("/tmp/docqa-completion-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        #expect(write(file, script, script.utf8.count) == script.utf8.count)
        close(file)
        let options = ["bash": "--norc --noprofile", "fish": "--no-config", "zsh": "-f"][shell]!
        let stream = try #require(popen("\(shell) \(options) \(path) 2>&1", "r"))
        var output: [UInt8] = []
        while true {
            let byte = fgetc(stream)
            if byte == EOF { break }
            output.append(UInt8(byte))
        }
        let status = pclose(stream)
        guard status == 0 else { throw ShellError(status: status) }
        return String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }
}

private func shellExists(_ name: String) -> Bool {
    (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").contains {
        access("\($0)/\(name)", X_OK) == 0
    }
}
