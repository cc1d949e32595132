internal import Glibc

/// Whole processes and what they took.
enum Process {
    struct Figures {
        var seconds: Double
        /// User and system time, of its children too.
        var processor: Double
        var peakKiB: Int

        /// Each figure's median by itself.
        static func median(_ all: [Figures]) -> Figures {
            func middle<Value: Comparable>(_ values: [Value]) -> Value { values.sorted()[values.count / 2] }
            return Figures(
                seconds: middle(all.map(\.seconds)), processor: middle(all.map(\.processor)),
                peakKiB: middle(all.map(\.peakKiB)))
        }
    }

    /// User and system time of this process so far.
    static func ownProcessorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    /// A program that was built together with this one.
    static func beside(_ name: String) throws -> String {
        guard let own = realpath("/proc/self/exe", nil) else { throw BenchmarkError(description: "where am I?") }
        defer { free(own) }
        let folder = String(cString: own).split(separator: "/").dropLast().joined(separator: "/")
        let path = "/\(folder)/\(name)"
        guard access(path, X_OK) == 0 else { throw BenchmarkError(description: "\(name) is not built") }
        return path
    }

    /// Runs a program to its end without a look at what it prints.
    static func run(_ line: [String], accepting: Set<Int32>) throws -> Figures {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let clock = ContinuousClock()
        let start = clock.now
        guard posix_spawn(&child, line[0], &actions, nil, &words, environ) == 0 else {
            throw BenchmarkError(description: "\(line[0]) cannot be started")
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
        let wall = (clock.now - start) / .seconds(1)
        guard status & 0x7F == 0, accepting.contains((status >> 8) & 0xFF) else {
            throw BenchmarkError(description: "\(line.joined(separator: " ")) ended with \(status)")
        }
        return Figures(
            seconds: wall, processor: seconds(usage.ru_utime) + seconds(usage.ru_stime), peakKiB: usage.ru_maxrss)
    }
}
