import Folders
import Testing

@Suite struct FilePathTests {
    @Test func displaysOfDifferentPathsDiffer() {
        let paths: [FilePath] = [
            "a\\x0Ab", "a\nb", FilePath(bytes: [0x61, 0xFF]), "a\\xFF", "a\\b", "ü", FilePath(bytes: [0x5C, 0xFC]),
        ]
        #expect(Set(paths.map(\.display)).count == paths.count)
        #expect(paths[1].display == "a\\x0Ab")
        #expect(paths[0].display == "a\\x5Cx0Ab")
        #expect(paths[2].display == "a\\xFF")
        #expect(paths[5].display == "ü")
    }

    @Test func aFolderComesApartAndTogether() {
        let path: FilePath = "docs/guide/a.md"
        #expect(path.lastComponent == "a.md")
        #expect(path.parent == "docs/guide")
        #expect(path.parent.appending(path.lastComponent) == path)
        #expect(FilePath("").appending("a") == "a")
        #expect(FilePath("/").appending("a") == "/a")
    }

    @Test func filesOfOneFolderSortTogether() {
        let sorted = (["a.b", "a/z", "a", "a-b"] as [FilePath]).sorted()
        #expect(sorted == ["a", "a/z", "a-b", "a.b"])
    }
}
