import Configuration
import Glibc
import HTTPClient

extension DoctorCheck {
    static let network = DoctorCheck(name: "network library") { _ in
        do throws(HTTPError) {
            _ = try HTTPClient()
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
            guard let credential = try? configuration.credential() else { return .skipped("There is no key to try.") }
            return await ask(configuration[Settings.baseURL], with: credential)
        }
    }

    private static func ask(_ address: String, with credential: Credential) async -> Finding {
        var request = HTTPRequest(.get, "\(address)/v1/models?limit=1")
        request.headers["anthropic-version"] = "2026-10-21"
        switch credential.kind {
        case .apiKey: request.headers["x-api-key"] = credential.secret
        case .bearer: request.headers["authorization"] = "Bearer \(credential.secret)"
        }
        request.timeouts.total = .seconds(20)
        do throws(HTTPError) {
            let response = try await HTTPClient.shared().send(request)
            _ = try await response.bytes()
            switch response.status {
            case 200..<300: return .good("\(address) accepts the key")
            case 401, 403:
                return .failed(
                    "\(address) refuses the key from \(credential.origin) (status \(response.status)).",
                    fix: "Make a new key, or check base_url.")
            default:
                return .failed(
                    "\(address) answers with status \(response.status).", fix: "Try again later, or check base_url.")
            }
        } catch {
            return .failed(error.description, fix: "Check the network, and base_url in docqa config.")
        }
    }
}
