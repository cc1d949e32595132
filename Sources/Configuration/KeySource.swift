import Glibc

/// Reads keys from where they are kept.
enum KeySource {
    /// A person may have to unlock something.
    static let commandLimit: Duration = .seconds(60)
    static let sizeLimit = 16_384

    /// The one line of visible ASCII that a key is.
    static func key(in text: String, from origin: Credential.Origin) throws(ConfigurationError) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
        let line = lines.first.map { String($0).trimmedSpaces } ?? ""
        guard lines.count == 1, !line.isEmpty, line.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConfigurationError(
                .keyMalformed, "What came from \(origin) is no API key: a key is one line without spaces.")
        }
        return line
    }

    static func read(file path: String) throws(ConfigurationError) -> String {
        var isOpenToOthers = false
        do throws(FileFault) {
            let bytes = try FileContent.read(path, limit: sizeLimit) { (status) throws(FileFault) in
                guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
                    isOpenToOthers = true
                    throw FileFault("")
                }
            }
            guard let bytes else { throw FileFault("there is no such file") }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            if isOpenToOthers {
                throw ConfigurationError(
                    .keyFileOpenToOthers, "The key file \(path) can be read by others, or belongs to somebody else.",
                    next: "Make it yours alone: chown \"$(id -un)\" '\(path)' && chmod 600 '\(path)'")
            }
            throw ConfigurationError(.keyFileUnreadable, "The key file \(path) cannot be read: \(error.reason).")
        }
    }

    /// Runs a program without a shell and returns what it prints; its errors go to ours, its input is empty.
    static func run(_ words: [String], limit: Duration = commandLimit) throws(ConfigurationError) -> String {
        func failed(_ reason: String) -> ConfigurationError {
            ConfigurationError(
                .keyCommandFailed, "The key command \(words[0]) \(reason).",
                next: "Run it by hand to see why, or set another: docqa config set key_command PROGRAM")
        }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw failed("could not be started") }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

        guard let child = spawn(words, output: ends[1]) else {
            close(ends[1])
            throw failed("could not be started: \(FileFault.last.reason)")
        }
        close(ends[1])
        let output = readAll(ends[0], until: .now + limit)
        if output == nil { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard let output else { throw failed("printed no key within \(limit) or printed too much") }
        guard status == 0 else {
            let code = (status >> 8) & 0xFF
            throw failed(status & 0x7F == 0 ? "failed with status \(code)" : "was ended by signal \(status & 0x7F)")
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func spawn(_ words: [String], output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        // This process ignores SIGPIPE, and the threads of the concurrency pool block most signals: the program must
        // inherit neither.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let status = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
        guard status == 0 else {
            errno = status
            return nil
        }
        return child
    }

    /// What a pipe gives until its end; nil when that takes too long or is too much.
    private static func readAll(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { return nil }
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, Int32(min(left.rounded(.up), 1_000_000)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { continue }
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return count == 0 ? bytes : nil }
            bytes += piece[..<count]
            guard bytes.count <= sizeLimit else { return nil }
        }
    }
}

/// A program that prints a secret: run without a shell, for at most a minute.
package enum SecretProgram {
    /// The first line of what it prints.
    package static func output(of words: [String]) throws(ConfigurationError) -> String {
        let text = try KeySource.run(words)
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}

extension String {
    fileprivate var trimmedSpaces: String {
        var text = self[...]
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text.drop { $0 == " " || $0 == "\t" })
    }
}
