import CommandLine
import Configuration

extension Invocation {
    /// The configuration of this call, its flags included.
    ///
    /// Settings of a project's file that are not trusted are left out, and a warning says so.
    func configuration() throws(ConfigurationError) -> Configuration {
        let configuration = try Configuration.load(sources)
        if !configuration.untrusted.isEmpty {
            console.warn(
                "\(configuration.projectFile.path) sets \(configuration.untrusted.joined(separator: ", ")), which is "
                    + "ignored until you look at it and run: docqa config trust")
        }
        return configuration
    }

    /// Where this call's settings come from.
    var sources: ConfigurationSources {
        .process(flags: overriddenSettings, namedFile: self[SharedFlags.config])
    }
}
