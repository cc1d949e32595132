import Claude
import CommandLine
import Configuration
import HTTPClient

extension DoctorCheck {
    static let network = DoctorCheck(name: "network library") { _ in
        do throws(HTTPError) {
            try HTTPClient.requireLibrary()
            return .good("libcurl is there")
        } catch {
            return .failed(error.description, fix: "apt-get install libcurl4 ca-certificates")
        }
    }

    static let key = DoctorCheck(name: "API key") { context in
        await context.configured { configuration in
            guard let origin = configuration.credentialOrigin else {
                return .failed(
                    "There is no API key; answers are extracts of the documents.",
                    fix: "Set ANTHROPIC_API_KEY, or: docqa config set key_file FILE")
            }
            // A command may ask the person to unlock something.
            if case .command = origin, !context.isOnline {
                return .good("from \(origin), which is run when it is needed")
            }
            do throws(ConfigurationError) {
                _ = try configuration.credential()
                return .good("from \(origin)")
            } catch {
                return .failed(error.message, fix: error.next ?? "docqa help config says where keys are read.")
            }
        }
    }

    static let service = DoctorCheck(name: "service") { context in
        await context.configured { configuration in
            guard context.isOnline else { return .skipped("Asked only with --online.") }
            let address = configuration[Settings.baseURL]
            do {
                guard let client = try configuration.claudeClient() else { return .skipped("There is no key to try.") }
                _ = try await client.models(limit: 1, options: CallOptions(deadline: .seconds(20), maxRetries: 1))
                return .good("\(address) accepts the key")
            } catch let error as ClaudeError {
                let fix =
                    switch FailureTable.exit(for: error.code) {
                    case .authenticationRefused: "Make a new key in the Claude Console, or check base_url: docqa config"
                    default: "Check the network, and base_url: docqa config"
                    }
                return .failed("\(address): \(error.description)", fix: fix)
            } catch {
                return .failed("\(error)", fix: "docqa help config says where keys are read.")
            }
        }
    }
}
