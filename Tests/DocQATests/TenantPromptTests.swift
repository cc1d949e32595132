import Claude
import ClaudeSimulator
import DocQA
import TestSupport
import Testing

/// What is sent to a service for one collection says nothing of the others.
@Suite struct TenantPromptTests {
    private static let questions = [
        "How long is the warranty on batteries?", "When is a refund paid?", "Which warranty covers the inverter?",
        "What does the housing cost in anthracite?",
    ]

    /// The bytes of the requests that a tenant's questions give, when it shares the database with others.
    private func requests(tenants: Int) async throws -> [[UInt8]] {
        let rig = AskRig()
        rig.folder.write("own/warranty.md", "# Warranty\n\n\(AskRig.battery)\n\n\(AskRig.inverter)\n")
        rig.folder.write("own/refunds.md", "# Refunds\n\nA refund is paid within five days, to the same account.\n")
        rig.folder.write("own/colours.md", "# Colours\n\nThe housing is white; anthracite costs forty euros more.\n")
        let library = try await Library.open(at: rig.folder["shared.db"])
        // The others come first, so that documents and passages have other numbers than alone.
        for tenant in 1..<tenants {
            rig.folder.write(
                "other\(tenant)/a.md",
                "# Warranty of tenant \(tenant)\n\nThe warranty on batteries, refunds and the housing: \(tenant) years.\n"
            )
            _ = try await library.ingest(
                IngestRequest(paths: [rig.folder["other\(tenant)"]], collection: "other\(tenant)"))
        }
        _ = try await library.ingest(IngestRequest(paths: [rig.folder["own"]], collection: "own"))
        var configuration = SimulatorConfiguration()
        configuration.records = rig.folder["requests"]
        let simulator = try Simulator(configuration)
        let service = try rig.service(simulator)
        for question in Self.questions {
            var request = rig.request(question)
            request.collections = ["own"]
            _ = try await library.ask(request, with: service)
        }
        await simulator.stop()
        return (0..<100).compactMap { number in
            let name = String(repeating: "0", count: 6 - String(number).count) + String(number)
            guard let recorded = rig.folder.read("requests/\(name).request"),
                recorded.starts(with: "POST /v1/messages\n".utf8),
                let end = recorded.indices.dropLast().first(where: { recorded[$0] == 0x0A && recorded[$0 + 1] == 0x0A })
            else { return nil }
            return Array(recorded[(end + 2)...])
        }
    }

    @Test func aTenantAmongFiftySendsTheBytesThatItSendsAlone() async throws {
        let alone = try await requests(tenants: 1)
        #expect(alone.count == Self.questions.count)
        #expect(String(decoding: alone[0], as: UTF8.self).contains(AskRig.battery))
        #expect(try await requests(tenants: 50) == alone)
    }
}
