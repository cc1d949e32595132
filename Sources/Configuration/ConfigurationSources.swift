import Glibc

/// Where settings come from, besides the files.
package struct ConfigurationSources: Sendable {
    /// The typed values of flags, by the name of the setting.
    package var flags: [String: String]
    package var environment: [String: String]
    package var workingFolder: String
    /// The file that `--config` names.
    package var namedFile: String?

    package init(
        flags: [String: String] = [:], environment: [String: String], workingFolder: String, namedFile: String? = nil
    ) {
        self.flags = flags
        self.environment = environment
        self.workingFolder = workingFolder
        self.namedFile = namedFile
    }

    /// The sources of this process.
    package static func process(flags: [String: String], namedFile: String?) -> ConfigurationSources {
        let names =
            Settings.all.flatMap(\.definition.environment) + Credential.variables
            + ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DOCQA_CONFIG"]
        var environment: [String: String] = [:]
        for name in names { environment[name] = getenv(name).map { String(cString: $0) } }
        var folder = "/"
        if let path = getcwd(nil, 0) {
            folder = String(cString: path)
            free(path)
        }
        return ConfigurationSources(
            flags: flags, environment: environment, workingFolder: folder, namedFile: namedFile)
    }

    var home: String? { filled("HOME") }

    /// A variable, unless it is empty.
    func filled(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Relative paths in these variables are invalid by the XDG specification and ignored.
    private func folder(_ variable: String, below home: String) -> String? {
        if let path = filled(variable), path.hasPrefix("/") { return Path.normalised(path + "/docqa") }
        return self.home.map { Path.normalised("\($0)/\(home)/docqa") }
    }

    package var configurationFolder: String? { folder("XDG_CONFIG_HOME", below: ".config") }
    package var dataFolder: String? { folder("XDG_DATA_HOME", below: ".local/share") }

    /// The user's file: --config, DOCQA_CONFIG, or the usual place.
    package var userFile: String? {
        if let named = namedFile ?? filled("DOCQA_CONFIG") {
            return Path.absolute(named, base: workingFolder, home: home)
        }
        return configurationFolder.map { $0 + "/config.json" }
    }

    /// The file that came with a project.
    package var projectFile: String { Path.normalised(workingFolder + "/.docqa/config.json") }

    /// What the user has trusted.
    var trustFile: String? { configurationFolder.map { $0 + "/trusted.json" } }
}
