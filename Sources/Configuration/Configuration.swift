/// Every setting's value and where it came from: flags over environment over the project's file over the user's file
/// over defaults.
package struct Configuration: Sendable {
    package let sources: ConfigurationSources
    package let userFile: ConfigurationFile?
    package let projectFile: ConfigurationFile
    /// Settings of the project's file that hold only after `docqa config trust`.
    package let untrusted: [String]
    private let values: [String: Sourced]

    package struct Sourced: Sendable, Equatable {
        package var value: SettingValue
        package var origin: Origin
    }

    package enum Origin: Sendable, Equatable {
        case flag
        case environment(String)
        case project
        case user
        case fallback
    }

    /// Reads and checks everything; the first thing that is wrong is the error.
    package static func load(_ sources: ConfigurationSources) throws(ConfigurationError) -> Configuration {
        let userFile = try sources.userFile.map { (path) throws(ConfigurationError) in
            try ConfigurationFile(path: path, base: Path.folder(of: path), home: sources.home)
        }
        if let named = sources.namedFile ?? sources.filled("DOCQA_CONFIG"), userFile?.bytes == nil {
            throw ConfigurationError(.fileUnreadable, "The configuration file \(named) is not there.")
        }
        let projectFile = try ConfigurationFile(
            path: sources.projectFile, base: sources.workingFolder, home: sources.home)
        let isTrusted = try TrustRecord(sources).trusts(projectFile)
        let untrusted = isTrusted ? [] : projectFile.settingsNeedingTrust

        var values: [String: Sourced] = [:]
        for setting in Settings.all.map(\.definition) {
            values[setting.name] = try find(
                setting, sources: sources, project: untrusted.contains(setting.name) ? nil : projectFile, user: userFile
            )
        }
        return Configuration(
            sources: sources, userFile: userFile, projectFile: projectFile, untrusted: untrusted, values: values)
    }

    private static func find(
        _ setting: SettingDefinition, sources: ConfigurationSources, project: ConfigurationFile?,
        user: ConfigurationFile?
    ) throws(ConfigurationError) -> Sourced? {
        if let text = sources.flags[setting.name] {
            let value = try setting.value(
                of: text, source: "The command line", base: sources.workingFolder, home: sources.home)
            return Sourced(value: value, origin: .flag)
        }
        for variable in setting.environment {
            guard let text = sources.filled(variable) else { continue }
            let value = try setting.value(of: text, source: variable, base: sources.workingFolder, home: sources.home)
            return Sourced(value: value, origin: .environment(variable))
        }
        if let value = project?.values[setting.name] { return Sourced(value: value, origin: .project) }
        if let value = user?.values[setting.name] { return Sourced(value: value, origin: .user) }
        switch setting.fallback {
        case .nothing: return nil
        case .value(let value): return Sourced(value: value, origin: .fallback)
        case .dataFile(let name):
            guard let folder = sources.dataFolder else {
                throw ConfigurationError(
                    .noFolder, "There is no place for \(setting.name): neither HOME nor XDG_DATA_HOME is set.",
                    next: "Set one of them, or \(setting.environment.first ?? setting.name).")
            }
            return Sourced(value: .text("\(folder)/\(name)"), origin: .fallback)
        }
    }

    /// The value of a setting.
    package subscript<Value>(setting: Setting<Value>) -> Value {
        setting.decode(values[setting.definition.name]?.value)
    }

    /// A setting's value and origin; nil when nothing sets it.
    package func sourced(_ name: String) -> Sourced? { values[name] }
}
