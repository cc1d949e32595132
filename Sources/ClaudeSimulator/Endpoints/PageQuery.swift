import JSON

/// Pages of a list that is walked by ids.
enum PageQuery {
    typealias Query = [(name: String, value: String)]

    static func limit(_ query: Query) throws(APIFailure) -> Int {
        guard let text = query.first(where: { $0.name == "limit" })?.value else { return 20 }
        guard let limit = Int(text) else { throw .invalid("limit", "Input should be a valid integer") }
        guard limit >= 1 else { throw .invalid("limit", "Input should be greater than or equal to 1") }
        guard limit <= 1000 else { throw .invalid("limit", "Input should be less than or equal to 1000") }
        return limit
    }

    /// The page that a query asks for.
    static func page<Element>(
        of all: [Element], _ query: Query, id: (Element) -> String, json: (Element) -> JSONValue
    ) throws(APIFailure) -> JSONValue {
        let limit = try limit(query)
        func position(_ name: String) throws(APIFailure) -> Int? {
            guard let wanted = query.first(where: { $0.name == name })?.value else { return nil }
            guard let position = all.firstIndex(where: { id($0) == wanted }) else {
                throw .invalid(name, "there is no object with the id \(wanted)")
            }
            return position
        }
        var range = 0..<min(limit, all.count)
        var hasMore = range.upperBound < all.count
        if let after = try position("after_id") {
            range = (after + 1)..<min(all.count, after + 1 + limit)
            hasMore = range.upperBound < all.count
        } else if let before = try position("before_id") {
            range = max(0, before - limit)..<before
            hasMore = range.lowerBound > 0
        }
        let data = all[range]
        return [
            "data": .array(JSONArray(data.map(json))), "has_more": JSONValue(hasMore),
            "first_id": data.first.map { JSONValue(id($0)) } ?? .null,
            "last_id": data.last.map { JSONValue(id($0)) } ?? .null,
        ]
    }
}
