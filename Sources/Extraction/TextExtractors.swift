extension Extractors {
    /// What reads text of every kind, one line each; where two claim a file equally, the earlier one gets it.
    package static let ofText: [any Extractor] = [
        PlainTextExtractor(),
        MarkdownExtractor(),
        HTMLExtractor(),
        SeparatedValuesExtractor(),
        JSONExtractor(),
        ReStructuredTextExtractor(),
        AsciiDocExtractor(),
        SubtitleExtractor(),
        CodeExtractor(),
        LogExtractor(),
    ]
}
