import CPoppler
import Glibc

/// How much memory this process holds, read from a descriptor that outlives the sandbox.
struct MemoryGauge {
    private let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)

    /// Resident bytes, or 0 where the system does not tell.
    var resident: Int {
        var text = [UInt8](repeating: 0, count: 128)
        let count = pread(descriptor, &text, text.count, 0)
        guard count > 0 else { return 0 }
        let fields = text[0..<count].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * 4096
    }

    /// The most that was ever resident.
    var peak: Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss * 1024
    }
}
