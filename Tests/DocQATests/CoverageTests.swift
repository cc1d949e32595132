import DocQA
import DocumentModel
import TestSupport
import Testing

/// What an answer says that it could not know.
@Suite struct CoverageTests {
    private let rig = AskRig()

    private func unread(_ library: Library, access: Set<String>? = nil) async throws -> [String] {
        var request = AskRequest(AskRig.question)
        request.access = access
        return try await library.ask(request).unread.map {
            "\($0.name.split(separator: "/").last ?? ""): \($0.reason)"
        }
    }

    @Test func whatIsAsItWasReadIsNotMentioned() async throws {
        let library = try await rig.library()
        #expect(try await unread(library).isEmpty)
        rig.folder.write("files/.hidden.md", "Batteries are mentioned here too.")
        rig.folder.write("files/.gitignore", "*.tmp\n")
        rig.folder.write("files/left.tmp", "Batteries are mentioned here too.")
        #expect(try await unread(library).isEmpty)
    }

    @Test func filesAndFoldersThatCameSinceAreNamedUntilTheyAreRead() async throws {
        let library = try await rig.library()
        rig.folder.write("files/new.md", "The warranty on batteries is longer now.")
        rig.folder.write("files/more/old.md", "The warranty on batteries was shorter once.")
        #expect(
            try await unread(library) == [
                "new.md: this file came since the last ingest", "more: this folder came since the last ingest",
            ])
        // A name is no document: only who may see everything is told.
        #expect(try await unread(library, access: ["sales"]).isEmpty)
        _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
        #expect(try await unread(library).isEmpty)
    }

    @Test func aFolderThatWasReadIsNotNewBecauseSomethingCameBesideIt() async throws {
        rig.folder.write("files/deep/deeper/old.md", "The warranty on batteries was shorter once.")
        rig.folder.write("files/odd/picture.png", "no picture")
        let library = try await rig.library()
        rig.folder.write("files/new.md", "The warranty on batteries is longer now.")
        rig.folder.write("files/deep/deeper/older.md", "There was none on batteries at first.")
        #expect(try await unread(library).filter { $0.contains("folder") }.isEmpty)
        #expect(try await unread(library).contains("new.md: this file came since the last ingest"))
    }

    @Test func aFileThatChangedOrWentSinceIsNamedBesideTheAnswerFromIt() async throws {
        let library = try await rig.library()
        rig.folder.write("files/warranty.md", "# Warranty\n\nThere is none any more.\n")
        #expect(
            try await unread(library, access: []) == [
                "warranty.md: the file changed since it was read: what is new in it was not searched"
            ])
        rig.folder.remove("files/warranty.md")
        #expect(try await unread(library) == ["warranty.md: the file is gone since it was read"])
    }

    /// Also where nothing lies that was found, and where somebody set the times back.
    @Test func whatCameOrChangedFarFromWhatWasFoundIsNamed() async throws {
        for name in ["far/away/colours.md", "far/prices.md", "far/screws.md"] {
            rig.folder.write("files/\(name)", "# Colours\n\nThe housing is white.\n")
        }
        let library = try await rig.library()
        #expect(try await unread(library).isEmpty)
        rig.folder.write("files/far/away/new.md", "The warranty on batteries is longer now.")
        rig.folder.write("files/far/prices.md", "The warranty on batteries can be bought.")
        rig.folder.write("files/far/screws.md", "The warranty on screws.")
        rig.folder.setModified("files/far/screws.md", seconds: 1_600_000_000)
        #expect(
            try await unread(library) == [
                "new.md: this file came since the last ingest",
                "prices.md: the file changed since it was read: what is new in it was not searched",
                "screws.md: the file changed since it was read: what is new in it was not searched",
            ])
        _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
        #expect(try await unread(library).isEmpty)
    }

    @Test func aFolderThatWasMovedInWithItsOldTimesIsNamed() async throws {
        let library = try await rig.library()
        rig.folder.write("old/deep/warranty.md", "The warranty on batteries is another one.")
        rig.folder.setModified("old/deep/warranty.md", seconds: 1_600_000_000)
        rig.folder.setModified("old/deep", seconds: 1_600_000_000)
        rig.folder.move("old/deep", to: "files/deep")
        #expect(try await unread(library) == ["deep: this folder came since the last ingest"])
    }

    @Test func filesThatCouldNotBeReadAreNamedAndCounted() async throws {
        for number in 10..<35 { rig.folder.write("files/broken-\(number).pdf", "%PDF-1.4 and nothing more") }
        let library = try await rig.library()
        let parts = try await unread(library)
        #expect(parts.count == 21 && parts[0].hasPrefix("broken-10.pdf: "))
        #expect(parts.last == "5 more files: they could not be read either: see docqa status")
    }
}
