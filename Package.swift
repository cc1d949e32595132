// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A library target. What it may import is exactly what is listed here; a test holds the sources against this table.
func room(
    _ name: String, _ imports: [String] = [], path: String? = nil, resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: path, resources: resources,
        swiftSettings: settings)
}

/// An executable target.
func tool(_ name: String, _ imports: [String], plugins: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: settings,
        plugins: plugins.map { .plugin(name: $0) })
}

/// A test target under `Tests`.
func tests(_ name: String, _ imports: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, exclude: exclude, swiftSettings: settings)
}

/// C of our own, for what Swift cannot say as fast or at all; imported by exactly one room.
func shim(_ name: String) -> Target {
    .target(name: name)
}

/// The headers of a system library, with shims for what Swift cannot call; imported by exactly one room.
func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "docqa",
    products: [
        .library(name: "DocQA", targets: ["DocQA", "DocumentModel", "JSON", "Rendering"]),
        .executable(name: "docqa-pdf-worker", targets: ["docqa-pdf-worker"]),
        .library(name: "Claude", targets: ["Claude", "JSON"]),
    ],
    targets: [
        // Values.
        room("DocumentModel"),
        room("JSON"),

        // The Claude API. CCurl loads libcurl when it is first used, hence no system library.
        shim("CCurl"),
        room("HTTPClient", ["CCurl"]),
        shim("CModelCatalogue"),
        room("Claude", ["JSON", "HTTPClient", "CModelCatalogue"]),

        // Words.
        system("CStemmer", apt: "libstemmer-dev"),
        system("CUTF8Proc", apt: "libutf8proc-dev"),
        room("Words", ["CStemmer", "CUTF8Proc"]),
        room("Quoting", ["Words"]),

        // Keeping.
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        room("Storage", ["DocumentModel", "Words", "CSQLite"]),

        // Finding.
        room("Retrieval", ["DocumentModel", "Words", "Storage"]),

        // Measuring.
        room("Evaluation", ["JSON"]),

        // Reading files.
        system("CUChardet", pkgConfig: "uchardet", apt: "libuchardet-dev"),
        system("CHTML", pkgConfig: "gumbo", apt: "libgumbo-dev"),
        shim("CHash"),
        room("Folders", ["CHash"]),
        shim("CSystem"),
        system("CPoppler", pkgConfig: "poppler-glib", apt: "libpoppler-glib-dev"),
        room("PDFPages", ["DocumentModel", "CSystem"]),
        .executableTarget(name: "pdf-text-only", dependencies: ["CPoppler"]),
        tool("docqa-pdf-worker", ["DocumentModel", "PDFPages", "CPoppler"]),
        room("Extraction", ["DocumentModel", "Folders", "PDFPages", "CUChardet", "CHTML"]),

        room("Chunking", ["DocumentModel", "Words"]),

        // Deciding by price.
        room("PrefixPlanning", ["JSON", "Claude"]),

        // Answering. The words that we send are compiled in, so that the program can be moved.
        room(
            "Prompts", path: "prompts",
            resources: ["answering", "conversation", "rewriting", "revision", "summary", "deep"].map {
                .embedInCode($0 + ".md")
            }),
        room("LanguageModels", ["DocumentModel", "Quoting", "JSON", "Claude"]),
        room(
            "Answering",
            ["DocumentModel", "Words", "Prompts", "PrefixPlanning", "LanguageModels", "JSON", "Claude"]),

        // Money.
        room("Accounting", ["DocumentModel", "JSON", "Storage", "Claude"]),

        // The library people embed.
        room(
            "DocQA",
            [
                "DocumentModel", "JSON", "Folders", "Extraction", "PDFPages", "Chunking", "Storage", "Retrieval",
                "Evaluation", "Words", "Quoting", "Claude", "Prompts", "PrefixPlanning", "LanguageModels", "Answering",
                "Accounting",
            ]),

        // Edges.
        room("CommandLine", ["JSON"]),
        room("Configuration", ["CommandLine", "JSON"]),
        room("Rendering", ["DocumentModel", "JSON", "Answering", "CommandLine"]),

        // Serving. CMicroHTTPD, too, loads its library when it is first used.
        shim("CMicroHTTPD"),
        room("HTTPServer", ["CMicroHTTPD"]),
        room("ClaudeSimulator", ["JSON", "Claude", "PDFPages", "Quoting", "HTTPServer"]),
        tool("claude-simulator", ["ClaudeSimulator", "CommandLine", "JSON"]),

        // Tools.
        .plugin(name: "BuildCommit", capability: .buildTool()),
        shim("CHeap"),
        tool(
            "docqa",
            [
                "DocumentModel", "JSON", "HTTPClient", "Claude", "Storage", "PDFPages", "Folders", "Extraction",
                "Evaluation", "Prompts", "Accounting", "DocQA", "CommandLine", "Configuration", "Rendering", "CHeap",
            ],
            plugins: ["BuildCommit"]),

        // Measurements, and what only somebody with a key can find out.
        .executableTarget(name: "fts5-insert-only", dependencies: ["CSQLite"]),
        shim("CAllocationCount"),
        tool(
            "bench",
            [
                "DocumentModel", "JSON", "HTTPClient", "Claude", "Folders", "PDFPages", "Extraction", "Chunking",
                "DocQA", "Prompts", "PrefixPlanning", "LanguageModels", "Answering",
                "Retrieval", "Evaluation", "Storage", "Words", "Quoting",
                "ClaudeSimulator", "CAllocationCount",
            ]),
        tool("live-check", ["JSON", "HTTPClient", "Claude"]),

        // Tests.
        room("TestSupport", ["JSON"], path: "Tests/TestSupport"),
        tests("DocumentModelTests", ["DocumentModel"]),
        tests("StorageTests", ["Storage", "DocumentModel", "Words", "TestSupport"]),
        tests(
            "DocQATests",
            [
                "Accounting", "Claude", "ClaudeSimulator", "DocQA", "DocumentModel", "Extraction", "Folders", "JSON",
                "LanguageModels", "PDFPages", "Prompts", "Rendering", "Storage", "TestSupport", "docqa-pdf-worker",
            ]),
        tests("PromptsTests", ["Prompts", "TestSupport"]),
        tests(
            "GoldenTests",
            [
                "Claude", "ClaudeSimulator", "DocQA", "DocumentModel", "JSON", "CommandLine", "Rendering",
                "TestSupport",
                "docqa-pdf-worker",
            ], exclude: ["cases"]),
        tests("LanguageModelsTests", ["LanguageModels", "Claude", "DocumentModel", "JSON"]),
        tests("PrefixPlanningTests", ["PrefixPlanning", "Claude"]),
        tests("AnsweringTests", ["Answering", "Claude", "DocumentModel", "JSON", "LanguageModels", "Prompts"]),
        tests("RenderingTests", ["Rendering", "Answering", "DocumentModel", "CommandLine", "JSON", "TestSupport"]),
        tests("RetrievalTests", ["Retrieval", "Storage", "DocumentModel", "Words"]),
        tests("EvaluationTests", ["Evaluation"]),
        tests("AccountingTests", ["Accounting", "Claude", "DocumentModel", "JSON", "Storage", "TestSupport"]),
        tests("FoldersTests", ["Folders"]),
        .executableTarget(
            name: "pdf-worker-faults", dependencies: ["DocumentModel", "PDFPages"], path: "Tests/PDFWorkerFaults",
            swiftSettings: settings),
        tests("PDFPagesTests", ["PDFPages", "DocumentModel", "TestSupport", "docqa-pdf-worker", "pdf-worker-faults"]),
        tests(
            "ConformanceTests",
            [
                "Extraction", "DocumentModel", "Rendering", "CommandLine", "JSON", "PDFPages", "DocQA", "TestSupport",
                "docqa-pdf-worker",
            ]),
        tests(
            "ExtractionTests",
            ["Extraction", "DocumentModel", "Folders", "PDFPages", "TestSupport", "docqa-pdf-worker"]),
        tests("JSONTests", ["JSON"]),
        tests("WordsTests", ["Words"]),
        tests("ChunkingTests", ["Chunking", "DocumentModel", "Words"]),
        tests("QuotingTests", ["Quoting"]),
        tests("HTTPClientTests", ["HTTPClient", "TestSupport"], exclude: ["tls"]),
        tests("ClaudeTests", ["Claude", "HTTPClient", "JSON", "TestSupport"], exclude: ["Golden"]),
        tests(
            "RefereeTests",
            [
                "docqa", "docqa-pdf-worker", "ClaudeSimulator", "Claude", "DocumentModel", "HTTPClient", "JSON",
                "Rendering", "TestSupport",
            ], exclude: ["sdk", "store"]),
        tests(
            "CompatibilityTests", ["ClaudeSimulator", "JSON", "TestSupport", "docqa", "docqa-pdf-worker"],
            exclude: ["databases", "documents", "write-database"]),
        tests("HTTPServerTests", ["HTTPServer", "HTTPClient", "TestSupport"]),
        tests(
            "ClaudeSimulatorTests",
            [
                "claude-simulator", "docqa-pdf-worker", "ClaudeSimulator", "Claude", "HTTPClient", "JSON",
                "TestSupport",
            ]),
        tests("CommandLineTests", ["CommandLine", "JSON"]),
        tests("TestSupportTests", ["TestSupport", "JSON"]),
        tests("ArchitectureTests", ["docqa", "CommandLine", "Configuration", "JSON", "TestSupport"]),
        tests("ConfigurationTests", ["Configuration", "TestSupport"]),
        tests(
            "EndToEndTests",
            [
                "docqa", "docqa-pdf-worker", "pdf-worker-faults", "Accounting", "Claude", "ClaudeSimulator",
                "CommandLine", "DocQA", "DocumentModel", "JSON", "Storage", "TestSupport",
            ],
            exclude: ["faults"]),
    ]
)
