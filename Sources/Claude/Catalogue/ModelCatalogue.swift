import CModelCatalogue
public import JSON

/// What the models can do and cost, as of a date.
///
/// The one that comes with the package is a data file; what a user knows better is laid over it, and limits and lifecycles can be
/// refreshed from the API, which does not tell prices.
///
///     let catalogue = try ModelCatalogue.builtIn.overridden(by: JSONValue(parsing: fileOfTheUser))
///     catalogue["claude-sonnet-5-5"]?.maxInputTokens      // 1000000
public struct ModelCatalogue: WireObject {
    public var object: JSONObject { didSet { index = Self.index(object) } }
    private var index: [String: ModelFacts]

    public init(object: JSONObject) {
        self.object = object
        index = Self.index(object)
    }

    /// The catalogue that comes with the package.
    public static let builtIn: ModelCatalogue = {
        let bytes = UnsafeBufferPointer(start: cmodel_catalogue_start(), count: cmodel_catalogue_count())
        guard let object = try? JSONValue(parsing: bytes).object else {
            preconditionFailure("the catalogue that comes with the package is not JSON")
        }
        return ModelCatalogue(object: object)
    }()

    /// The day of which prices and limits are, `2026-11-20`.
    public var dated: String { self["dated"] ?? "" }
    /// All models, retired ones included.
    public var models: [ModelFacts] { self["models"] ?? [] }

    /// The facts of a model by its id or one of its aliases.
    public subscript(model id: String) -> ModelFacts? { index[id] }

    /// The newest active model of a line ("sonnet") that can cite and whose price is known. The catalogue names it first.
    public func newest(of line: String) -> ModelFacts? {
        models.first {
            $0.line == line && $0.lifecycle == .active && $0.prices(promptTokens: 0) != nil
                && $0.allowsCitations != false
        }
    }

    private static func index(_ object: JSONObject) -> [String: ModelFacts] {
        var index: [String: ModelFacts] = [:]
        for facts in object["models"].flatMap([ModelFacts].init(json:)) ?? [] {
            for name in [facts.id] + facts.aliases { index[name] = facts }
        }
        return index
    }

    /// The catalogue with another laid over it: members of models with the same id replace ours, other models are added, and so
    /// with the members beside `models`.
    public func overridden(by overrides: JSONValue) throws(ClaudeError) -> ModelCatalogue {
        guard let overrides = overrides.object else {
            throw ClaudeError(.configuration, detail: "the catalogue of models has to be a JSON object")
        }
        var result = object
        for member in overrides.members where member.key.value != "models" { result[member.key.value] = member.value }
        var models = self.models
        for (number, model) in (overrides["models"]?.array ?? []).enumerated() {
            guard let object = model.object, let id = object["id"]?.string else {
                throw ClaudeError(.configuration, detail: "models[\(number)] of the catalogue has no id")
            }
            for name in ["prices"] where object[name] != nil {
                guard ModelFacts(object: object).prices(promptTokens: 0) != nil else {
                    throw ClaudeError(
                        .configuration, detail: "the prices of \(id) are incomplete or finer than a nano-dollar a token"
                    )
                }
            }
            models.merge(object, id: id)
        }
        result["models"] = models.json
        return ModelCatalogue(object: result)
    }

    /// The catalogue with what the API says of limits, capabilities and lifecycle. Prices stay; a model that is new has none.
    public func refreshed(from described: [ModelObject]) -> ModelCatalogue {
        var models = self.models
        for model in described where !model.id.isEmpty {
            var facts: JSONObject = ["id": model.id.json, "display_name": model.displayName.json]
            facts.append("line", ifPresent: model.line?.json)
            facts.append("lifecycle", ifPresent: model.lifecycle?.json)
            facts.append("retires_at", ifPresent: model.retiresAt.map { String($0.prefix(10)).json })
            facts.append("max_input_tokens", ifPresent: model.maxInputTokens?.json)
            facts.append("max_tokens", ifPresent: model.maxOutputTokens?.json)
            facts.append("thinking", ifPresent: model.supported(under: "thinking/types", Self.thinkingTypes))
            facts.append("effort", ifPresent: model.supported(under: "effort", Self.efforts))
            facts.append("citations", ifPresent: model.supports("citations")?.json)
            models.merge(facts, id: index[model.id]?.id ?? model.id)
        }
        var result = object
        result["models"] = models.json
        return ModelCatalogue(object: result)
    }

    private static let thinkingTypes = ["adaptive", "between_tools", "disabled", "enabled"]
    private static let efforts = ["low", "medium", "high", "xhigh", "max"]

    /// A warning when the model is gone, or will be within this many days.
    public func retirementWarning(for model: String, today: String, withinDays days: Int = 60) -> String? {
        guard let facts = self[model: model], let date = facts.retiresAt, let end = CivilDate(date),
            let now = CivilDate(today)
        else { return nil }
        let left = end.daysSince1970 - now.daysSince1970
        guard left <= days else { return nil }
        let name = facts.displayName
        return left <= 0
            ? "\(name) was retired on \(date); use another model."
            : "\(name) will be retired on \(date), in \(left) day\(left == 1 ? "" : "s"); move to another model."
    }
}

extension [ModelFacts] {
    fileprivate mutating func merge(_ object: JSONObject, id: String) {
        guard let position = firstIndex(where: { $0.id == id }) else { return append(ModelFacts(object: object)) }
        for member in object.members where member.key.value != "id" {
            self[position].object[member.key.value] = member.value
        }
    }
}

extension ModelObject {
    /// Of these names those that are supported, or nil when the API says nothing of them.
    fileprivate func supported(under group: String, _ names: [String]) -> JSONValue? {
        guard supports(group.split(separator: "/").first.map(String.init) ?? group) != nil else { return nil }
        return names.filter { supports("\(group)/\($0)") == true }.json
    }
}
