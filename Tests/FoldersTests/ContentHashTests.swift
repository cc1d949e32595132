import Testing

@testable import Folders

@Suite struct ContentHashTests {
    /// FIPS 180-4's examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func agreesWithTheStandard(text: String, digest: String) {
        #expect(ContentHash(of: Array(text.utf8)).description == digest)
    }

    @Test func aMillionLettersInAnyPieces() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        for piece in [1, 63, 64, 65, 1_000, 1_000_000] {
            var hasher = ContentHasher()
            bytes.withUnsafeBytes { all in
                for start in stride(from: 0, to: all.count, by: piece) {
                    hasher.update(UnsafeRawBufferPointer(rebasing: all[start..<min(start + piece, all.count)]))
                }
            }
            #expect(hasher.finish().description == expected)
        }
    }

    @Test func thePortableWayAgrees() {
        var state: UInt64 = 7
        for count in 0..<300 {
            let bytes = (0..<count).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            var hasher = ContentHasher.portable
            bytes.withUnsafeBytes { hasher.update($0) }
            #expect(hasher.finish() == ContentHash(of: bytes))
        }
    }

    @Test func aFileHasTheHashOfItsBytes() throws {
        let scratch = ScratchFolder()
        let text = String(repeating: "docqa ", count: 100_000)
        scratch.file("a", text)
        #expect(try RegularFile(scratch.path.appending("a")).contentHash() == ContentHash(of: Array(text.utf8)))
    }

    @Test func thirtyTwoBytesMakeAHash() {
        let hash = ContentHash(of: [1, 2, 3])
        #expect(ContentHash(bytes: hash.bytes) == hash)
        #expect(ContentHash(bytes: [1, 2, 3]) == nil)
    }
}
