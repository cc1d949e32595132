import CommandLine
import Glibc

extension DoctorCheck {
    /// A clock that is wrong makes every encrypted connection fail. It cannot be right before the program was made.
    static let clock = DoctorCheck(name: "clock") { _ in
        var program = stat()
        guard stat("/proc/self/exe", &program) == 0 else { return .skipped("/proc is not there.") }
        let now = time(nil)
        guard now + 86_400 >= program.st_mtim.tv_sec else {
            return .failed(
                "The clock stands before the day on which docqa was built.", fix: "Set it: timedatectl set-ntp true")
        }
        return .good("later than this program")
    }

    static let terminal = DoctorCheck(name: "terminal") { _ in
        let terminal = Terminal(descriptor: 1, color: .auto)
        guard terminal.isTerminal else { return .good("none: output is plain") }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Terminal.environmentValue($0) }.first {
            !$0.isEmpty
        }
        guard let locale, locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8") else {
            return .failed(
                "The locale is not UTF-8, and documents are.", fix: "export LANG=C.UTF-8")
        }
        let abilities = (terminal.showsColor ? "colours" : "no colours") + (terminal.showsLinks ? ", links" : "")
        return .good("\(terminal.width) columns, \(abilities), \(locale)")
    }
}
