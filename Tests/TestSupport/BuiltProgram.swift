import Glibc

/// One of the package's programs as it was just built, run as a user runs it.
package struct BuiltProgram: Sendable {
    package let path: String

    /// The program stands beside the test bundle.
    package init(_ name: String) {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = target.withUnsafeMutableBytes { readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
        let test = String(decoding: target[..<max(0, length)], as: UTF8.self)
        path = test.prefix(through: test.lastIndex(of: "/") ?? test.startIndex) + name
    }

    /// A program that is not ours.
    package init(absolutePath path: String) { self.path = path }

    package struct Result: Sendable, Equatable {
        package var status: Int32
        package var output: String
        package var errors: String

        package init(status: Int32, output: String, errors: String) {
            self.status = status
            self.output = output
            self.errors = errors
        }
    }

    package struct CouldNotStart: Error {
        package let path: String
        package let reason: String
    }

    /// Runs the program to its end with exactly this environment; its input is empty.
    package func run(
        _ arguments: String..., environment: [String: String] = [:], folder: String = "/"
    ) throws(CouldNotStart) -> Result {
        try run(arguments, environment: environment, folder: folder)
    }

    package func run(
        _ arguments: [String], environment: [String: String] = [:], folder: String = "/", input: [UInt8] = []
    ) throws(CouldNotStart) -> Result {
        try start(arguments, environment: environment, folder: folder, input: input).wait()
    }

    /// Starts the program with exactly this environment and leaves it running; its input is `input`.
    package func start(
        _ arguments: [String], environment: [String: String] = [:], folder: String = "/", input: [UInt8] = []
    ) throws(CouldNotStart) -> RunningProgram {
        try start(arguments, environment: environment, folder: folder, input: input, terminal: nil)
    }

    /// - Parameter terminal: the device that input comes from and errors go to, in a session of its own.
    func start(
        _ arguments: [String], environment: [String: String], folder: String, input: [UInt8] = [], terminal: String?
    ) throws(CouldNotStart) -> RunningProgram {
        // Files rather than pipes: nothing has to be read while it runs.
        let output = tmpfile()!
        let errors = tmpfile()!
        let source = tmpfile()!
        defer { fclose(source) }
        _ = input.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, source) }
        rewind(source)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, fileno(output), 1)
        if let terminal {
            posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        } else {
            posix_spawn_file_actions_adddup2(&actions, fileno(source), 0)
            posix_spawn_file_actions_adddup2(&actions, fileno(errors), 2)
        }
        // Threads of the concurrency pool block signals, and the program would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // POSIX_SPAWN_SETSID, which Swift does not import: the first terminal that a session opens is the one whose keys
        // interrupt it.
        let flags = terminal == nil ? POSIX_SPAWN_SETSIGMASK : POSIX_SPAWN_SETSIGMASK | 0x80
        posix_spawnattr_setflags(&attributes, Int16(flags))

        // env changes the folder, which posix_spawn here cannot.
        let line = ["env", "-C", folder, path] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        let variables = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var child: pid_t = 0
        let status = posix_spawn(&child, "/usr/bin/env", &actions, &attributes, &words, &settings)
        guard status == 0 else {
            fclose(output)
            fclose(errors)
            throw CouldNotStart(path: path, reason: String(cString: strerror(status)))
        }
        return RunningProgram(processID: child, output: output, errors: errors)
    }
}

/// A program that was started. Wait for it once.
package struct RunningProgram: ~Copyable {
    package let processID: Int32
    private let output: UnsafeMutablePointer<FILE>
    private let errors: UnsafeMutablePointer<FILE>

    init(processID: Int32, output: UnsafeMutablePointer<FILE>, errors: UnsafeMutablePointer<FILE>) {
        self.processID = processID
        self.output = output
        self.errors = errors
    }

    /// What it wrote to its output until now.
    package var outputSoFar: String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        // The position in the file is the program's, too, and stays where it is.
        while case let count = pread(fileno(output), &piece, piece.count, off_t(bytes.count)), count > 0 {
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func signal(_ number: Int32) { Glibc.kill(processID, number) }

    /// What it ended with and what it wrote.
    package consuming func wait() -> BuiltProgram.Result {
        var ended: Int32 = 0
        while waitpid(processID, &ended, 0) < 0, errno == EINTR {}
        return result(ended)
    }

    /// Waits for at most so long; then the program is killed. "At a random instant" is this, and nothing more regular.
    package consuming func kill(after milliseconds: Int) -> BuiltProgram.Result {
        var ended: Int32 = 0
        let limit = ContinuousClock.now + .milliseconds(milliseconds)
        while waitpid(processID, &ended, WNOHANG) == 0 {
            if ContinuousClock.now >= limit {
                signal(SIGKILL)
                return wait()
            }
            sched_yield()
        }
        return result(ended)
    }

    private func result(_ ended: Int32) -> BuiltProgram.Result {
        defer {
            fclose(output)
            fclose(errors)
        }
        let signal = ended & 0x7F
        return BuiltProgram.Result(
            status: signal == 0 ? (ended >> 8) & 0xFF : 128 + signal, output: Self.content(of: output),
            errors: Self.content(of: errors))
    }

    private static func content(of stream: UnsafeMutablePointer<FILE>) -> String {
        rewind(stream)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, stream)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}
