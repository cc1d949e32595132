import HTTPClient
import JSON

extension ClaudeClient {
    /// One page of models; without a lifecycle those that are active or deprecated.
    public func models(
        limit: Int? = nil, after: String? = nil, before: String? = nil, lifecycles: [Lifecycle] = [],
        options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Page<ModelObject> {
        let items = [("limit", limit.map(String.init)), ("after_id", after), ("before_id", before)]
        let query = query(items + lifecycles.map { ("lifecycle[]", $0.rawValue) })
        return Page(object: try await object(of: APICall(.get, "/v1/models" + query), options))
    }

    /// What the API says of one model.
    public func model(_ id: String, options: CallOptions = CallOptions()) async throws(ClaudeError) -> ModelObject {
        ModelObject(object: try await object(of: APICall(.get, "/v1/models/\(percentEncoded(id))"), options))
    }

    /// This client's catalogue with limits, capabilities and lifecycles as the API tells them now. Prices stay as they are.
    public func refreshedCatalogue(options: CallOptions = CallOptions()) async throws(ClaudeError) -> ModelCatalogue {
        var models: [ModelObject] = []
        var after: String?
        // More pages than there will ever be models: a server that always says "more" does not hold us.
        for _ in 0..<50 {
            let page = try await self.models(limit: 1000, after: after, options: options)
            models += page.data
            guard page.hasMore, let last = page.lastID, last != after else { break }
            after = last
        }
        return configuration.catalogue.refreshed(from: models)
    }
}
