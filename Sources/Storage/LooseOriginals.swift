/// Notes of kept originals that may have no document: written before a file is made and together with the removal of its
/// document, struck out when the files have been looked after. A crash in between leaves the note, so nothing is forgotten.
extension Connection {
    package func noteLooseOriginal(_ sha256: [UInt8]) throws(StorageError) {
        try run("INSERT OR IGNORE INTO loose_original VALUES(?1)") { $0.bind(1, blob: sha256) }
    }

    package func looseOriginals() throws(StorageError) -> [[UInt8]] {
        try rows("SELECT sha256 FROM loose_original", { $0.blob(0) })
    }

    /// Whether a document that was handed over has this hash.
    package func needsOriginal(_ sha256: [UInt8]) throws(StorageError) -> Bool {
        try first(
            "SELECT 1 FROM document WHERE sha256 = ?1 AND path IS NULL LIMIT 1", bind: { $0.bind(1, blob: sha256) },
            { $0.int(0) }) != nil
    }

    package func forgetLooseOriginals() throws(StorageError) { try run("DELETE FROM loose_original") }
}
