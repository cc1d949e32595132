package import DocumentModel

/// Source code and configuration: a declaration with the comment above it is a block, whatever the language.
///
/// A block starts at a line without indentation behind a blank one, unless that line only closes something.
package struct CodeExtractor: Extractor {
    package init() {}

    package let claims = [
        FormatClaim(.code, extensions: extensions, names: names, isDecisive: false) {
            $0.starts(with: "#!".utf8) ? .likely : .none
        }
    ]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.code)
        document.blocks = text.utf8.withUnsafeBufferPointer { bytes in
            var blocks: [Block] = []
            var open: TextSpan?
            var isBehindBlank = false
            var lines = LineScanner(bytes)
            while let line = lines.next() {
                guard !line.isBlank else {
                    isBehindBlank = true
                    continue
                }
                let isOuter = line.content == line.start && !"}])".utf8.contains(bytes[line.content])
                if isBehindBlank, isOuter, let span = open {
                    blocks.append(Block(.code, span))
                    open = nil
                }
                open = TextSpan(open?.start ?? line.content, line.contentEnd)
                isBehindBlank = false
            }
            if let span = open { blocks.append(Block(.code, span)) }
            return blocks
        }
        return document
    }

    private static let extensions: Set<String> = [
        "ada", "asm", "awk", "bash", "bat", "bib", "c", "cc", "cfg", "cjs", "clj", "cljs", "cmake", "cmd", "conf",
        "cpp", "cr",
        "cs", "css", "cu", "cxx", "d", "dart", "diff", "dtd", "el", "elm", "env", "erl", "ex", "exs", "f", "f90",
        "fish",
        "fs", "fsx", "go", "gradle", "graphql", "groovy", "h", "hcl", "hh", "hpp", "hrl", "hs", "hxx", "ini", "java",
        "jl",
        "js", "jsx", "kt", "kts", "less", "lisp", "lua", "m", "mjs", "mk", "ml", "mli", "mm", "nim", "nix", "pas",
        "patch",
        "php", "pl", "plist", "pm", "po", "pot", "properties", "proto", "ps1", "psm1", "py", "pyi", "r", "rb", "rkt",
        "rs",
        "s", "sass", "scala", "scm", "scss", "sh", "sol", "sql", "svelte", "svg", "swift", "tcl", "tex", "tf", "toml",
        "ts",
        "tsx", "v", "vb", "vhd", "vhdl", "vim", "vue", "wat", "xml", "xsd", "xsl", "xslt", "yaml", "yml", "zig", "zsh",
    ]

    private static let names: Set<String> = [
        "makefile", "gnumakefile", "dockerfile", "containerfile", "jenkinsfile", "vagrantfile", "gemfile", "rakefile",
        "podfile", "brewfile", "cmakelists.txt", "build", "workspace", "justfile", "procfile", "meson.build",
    ]
}
