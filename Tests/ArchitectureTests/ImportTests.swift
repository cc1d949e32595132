import TestSupport
import Testing

/// SwiftPM lets a target import whatever its dependencies depend on; these tests do not.
@Suite struct ImportTests {
    let table: PackageTable

    init() throws { table = try PackageTable() }

    @Test func importLinesAreReadInEveryForm() {
        let text = """
            import A
            package import B
            @testable import C
            @preconcurrency public import struct D.Thing
              internal import E
            // import F
            let important = "import G"
            """
        #expect(SourceFile.imports(in: text) == ["A", "B", "C", "D", "E"])
    }

    @Test func thereAreTargetsToLookAt() {
        #expect(table.rooms.count > 5 && table.tools.count > 1 && table.foreign.count > 2)
        for entry in table.swift {
            #expect(!SourceFile.all(of: entry).isEmpty, "\(entry.name) has no sources in \(entry.path)")
        }
    }

    @Test func everyFileImportsOnlyWhatItsTargetLists() {
        let ours = Set(table.entries.map(\.name))
        for entry in table.swift {
            for file in SourceFile.all(of: entry) {
                for module in file.imports.intersection(ours) {
                    #expect(
                        entry.imports.contains(module), "\(file.path) imports \(module); \(entry.name) does not list it"
                    )
                }
            }
        }
    }

    @Test func everyTargetUsesWhatItLists() {
        for entry in table.rooms + table.tools {
            let imported = SourceFile.all(of: entry).reduce(into: Set<String>()) { $0.formUnion($1.imports) }
            for module in entry.imports {
                #expect(imported.contains(module), "\(entry.name) lists \(module) and imports it nowhere")
            }
        }
    }

    @Test func aTargetListsOnlyTargetsAboveIt() {
        var above: Set<String> = []
        for entry in table.entries where entry.kind != .tests {
            for module in entry.imports {
                #expect(above.contains(module), "\(entry.name) stands above \(module), which it imports")
            }
            above.insert(entry.name)
        }
    }

    @Test func everyCModuleIsImportedByExactlyOneTarget() {
        for module in table.foreign.map(\.name) {
            let importers = table.swift.filter { entry in
                entry.kind != .tests && SourceFile.all(of: entry).contains { $0.imports.contains(module) }
            }
            #expect(importers.count == 1, "\(module) is imported by \(importers.map(\.name))")
        }
    }

    @Test func noProgramPaysForFullFoundation() {
        for entry in table.rooms + table.tools {
            for file in SourceFile.all(of: entry) {
                #expect(!file.imports.contains("Foundation"), "\(file.path) imports Foundation, which is 40 MB of ICU")
            }
        }
    }

    @Test func roomsKnowNothingOfTests() {
        for entry in table.rooms + table.tools where !entry.path.hasPrefix("Tests/") {
            for module in entry.imports { #expect(module != "TestSupport", "\(entry.name) imports TestSupport") }
        }
    }
}
