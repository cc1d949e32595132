/// All settings. A new one is a constant here and one entry in `all`; it is added together with the code that reads it.
package enum Settings {
    package static let database = Setting(
        definition: SettingDefinition(
            name: "database", kind: .path, environment: ["DOCQA_DB"], fallback: .dataFile("docqa.db"),
            summary: "The database file.", trust: .neededOutsideProject),
        decode: required)

    package static let collection = Setting(
        definition: SettingDefinition(
            name: "collection", kind: .text, environment: ["DOCQA_COLLECTION"], fallback: .value(.text("default")),
            summary: "The collection that is read into and searched when none is named.", trust: .notNeeded),
        decode: required)

    package static let color = Setting(
        definition: SettingDefinition(
            name: "color", kind: .choice(["auto", "always", "never"]), environment: ["DOCQA_COLOR"],
            fallback: .value(.text("auto")), summary: "When to use colours and links.", trust: .notNeeded),
        decode: required)

    package static let baseURL = Setting(
        definition: SettingDefinition(
            name: "base_url", kind: .address, environment: ["DOCQA_BASE_URL", "ANTHROPIC_BASE_URL"],
            fallback: .value(.text("https://api.anthropic.com")),
            summary: "Where the Claude API, or a gateway that speaks it, is reached.", trust: .needed),
        decode: required)

    package static let keyFile = Setting(
        definition: SettingDefinition(
            name: "key_file", kind: .path, environment: ["DOCQA_KEY_FILE"], fallback: .nothing,
            summary: "A file that holds the API key and that only its owner can read.", trust: .needed),
        decode: optional)

    package static let keyCommand = Setting(
        definition: SettingDefinition(
            name: "key_command", kind: .command, environment: ["DOCQA_KEY_COMMAND"], fallback: .nothing,
            summary: "A program that prints the API key, run without a shell.", trust: .needed),
        decode: { value -> [String]? in
            guard case .words(let words) = value else { return nil }
            return words
        })

    package static let keepAnswers = Setting(
        definition: SettingDefinition(
            name: "keep_answers", kind: .wholeNumber, environment: ["DOCQA_KEEP_ANSWERS"], fallback: .nothing,
            summary: """
                For how many days after its last question a conversation is kept. 0: new answers are not kept. Without it \
                all are.
                """, trust: .needed),
        decode: { optional($0).flatMap { Int($0) } })

    package static let answerCacheDays = Setting(
        definition: SettingDefinition(
            name: "answer_cache_days", kind: .wholeNumber, environment: ["DOCQA_ANSWER_CACHE_DAYS"],
            fallback: .value(.text("30")),
            summary: """
                For how many days an answer of a model is given again to the same question while nothing that it rests on \
                has changed. 0: each question is asked anew.
                """, trust: .notNeeded),
        decode: { optional($0).flatMap { Int($0) } ?? 0 })

    package static let answerCacheSize = Setting(
        definition: SettingDefinition(
            name: "answer_cache_size", kind: .wholeNumber, environment: ["DOCQA_ANSWER_CACHE_SIZE"],
            fallback: .value(.text("10000")),
            summary: "How many kept answers can be given again; of more, those given longest ago cannot.",
            trust: .notNeeded),
        decode: { optional($0).flatMap { Int($0) } ?? 0 })

    package static let all: [any SettingDeclaration] = [
        database, collection, keepAnswers, answerCacheDays, answerCacheSize, color, baseURL, keyFile, keyCommand,
    ]

    private static let required: @Sendable (SettingValue?) -> String = { value in
        guard let text = optional(value) else { preconditionFailure("a setting without a default is optional") }
        return text
    }

    private static let optional: @Sendable (SettingValue?) -> String? = { value in
        guard case .text(let text) = value else { return nil }
        return text
    }
}
