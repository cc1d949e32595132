import CSQLite
import Words

extension Connection {
    /// Makes a collection's full-text index, lengths and word counts anew from the stored text. One transaction.
    package func rebuildIndex(_ collection: Collection) throws(StorageError) {
        let id = collection.id
        try transaction { () throws(StorageError) in
            try execute("INSERT INTO index_\(id)(index_\(id)) VALUES('rebuild')")
            try execute("DELETE FROM length_\(id)")
            var lengths = PassageLengths(collection: id)
            let sizes = try prepare("SELECT id, sz FROM index_\(id)_docsize ORDER BY id")
            while try sizes.step() {
                let number = sizes.int(0)
                let length = sizes.withBlob(1) { FTS5Record.total(columnSizes: $0) }
                try lengths.set(length, for: number..<(number + 1), on: self)
            }
            try lengths.flush(on: self)
            try execute("UPDATE collection SET statistics_fresh = 0, generation = generation + 1 WHERE id = \(id)")
        }
        try refreshStatistics(collection)
    }

    /// A tokenizer of another version cut the words differently: the index must be made anew before it is searched.
    func rebuildIndexesOfOtherTokenizer() throws(StorageError) {
        let version = String(WordIndexing.version)
        guard try setting("tokenizer_version") != version else { return }
        for collection in try collections() { try rebuildIndex(collection) }
        try setSetting("tokenizer_version", version)
    }

    /// Folds the index's segments together: worth it after many changes.
    package func optimizeIndex(_ collection: Collection) throws(StorageError) {
        try execute("INSERT INTO index_\(collection.id)(index_\(collection.id)) VALUES('optimize')")
    }
}
