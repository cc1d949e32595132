import Answering
import DocumentModel
import LanguageModels
import PrefixPlanning
import Retrieval
import Storage

/// A stored passage or a short document as prompts hold it, with the place where it is found again.
struct PlacedUnit: Sendable {
    var unit: PassageUnit
    var place: PrefixMemory.Unit

    var key: UInt64 { unit.unit.key }

    /// The order in which prompts have units.
    func isBefore(_ other: PlacedUnit) -> Bool {
        let (mine, its) = (unit.document.identity, other.unit.document.identity)
        if mine.id != its.id { return EvidenceLayout.isBefore(mine, its) }
        return place.passage < other.place.passage
    }
}

extension Connection {
    /// What was found, each stored passage by itself and short documents whole, in canonical order.
    ///
    /// - Parameter others: documents of which nothing is taken.
    func units(
        of found: [RetrievedPassage], besides others: Set<Int>, tokenizer: String?
    ) throws(StorageError) -> [PlacedUnit] {
        var holders: [(record: DocumentRecord, numbers: Range<Int>)] = []
        for passage in found where !others.contains(passage.document) {
            // Without those that were removed since they were found.
            if let record = try document(passage.document) { holders.append((record, passage.numbers)) }
        }
        holders.sort { a, b in
            if a.record.id != b.record.id { return a.record.isBefore(b.record) }
            return a.numbers.lowerBound < b.numbers.lowerBound
        }
        var units = UnitList(tokenizer: tokenizer)
        for (record, numbers) in holders { try append(record, numbers, to: &units) }
        return units.units
    }

    /// Remembered units, as far as they are still there, say the same, and may still be seen.
    func units(
        at places: [PrefixMemory.Unit], passing filter: SearchFilter, in names: [String], tokenizer: String?
    ) throws(StorageError) -> [PlacedUnit] {
        guard !places.isEmpty else { return [] }
        let collections = Dictionary(try collections().map { ($0.id, $0) }) { first, _ in first }
        var holders: [(place: PrefixMemory.Unit, document: Int)] = []
        for place in places {
            guard let collection = collections[place.collection],
                let record = try passages(place.passage..<(place.passage + 1), in: collection).first
            else { continue }
            holders.append((place, record.document))
        }
        var filter = filter
        filter.documents = Set(holders.map(\.document)).sorted()
        let allowed = Dictionary(try documents(passing: filter, in: names).map { ($0.id, $0) }) { first, _ in first }
        var units: [PlacedUnit] = []
        for (place, document) in holders {
            guard let record = allowed[document] else { continue }
            var found = UnitList(tokenizer: tokenizer)
            try append(record, place.passage..<(place.passage + place.passages), to: &found)
            if let unit = found.units.first(where: { $0.key == place.key }) { units.append(unit) }
        }
        return units
    }

    /// Everything that may be seen, when it has at most so many bytes; nil when it has more.
    func units(
        passing filter: SearchFilter, in names: [String], besides others: Set<Int> = [], upTo limit: Int,
        tokenizer: String?
    ) throws(StorageError) -> [PlacedUnit]? {
        guard try textSize(passing: filter, in: names, upTo: limit) != nil else { return nil }
        var units = UnitList(tokenizer: tokenizer)
        let records = try documents(passing: filter, in: names)
        for record in records.sorted(by: { $0.isBefore($1) }) where !others.contains(record.id) {
            let numbers = record.firstPassage..<(record.firstPassage + record.passageCount)
            try append(record, numbers, to: &units)
        }
        return units.units
    }

    private func append(
        _ record: DocumentRecord, _ numbers: Range<Int>, to units: inout UnitList
    ) throws(StorageError) {
        let collection = try requiredCollection(record.collection)
        let isShort = record.textSize <= Library.shortDocument
        let evidence = try isShort ? whole(record) : self.evidence(of: record, passages: numbers)
        let first = isShort ? record.firstPassage : numbers.lowerBound
        let isWhole = isShort && evidence.count < record.passageCount
        for (index, passage) in evidence.enumerated() {
            units.append(
                passage, collection: collection.id, passage: first + index,
                passages: isWhole ? record.passageCount : 1)
        }
    }
}

/// Units in order, each once: the same words under the same name are one.
private struct UnitList {
    let tokenizer: String?
    private(set) var units: [PlacedUnit] = []
    private var keys: Set<UInt64> = []

    init(tokenizer: String?) { self.tokenizer = tokenizer }

    mutating func append(_ evidence: Evidence, collection: Int, passage: Int, passages: Int) {
        guard let unit = PassageUnit(evidence, tokenizer: tokenizer), keys.insert(unit.unit.key).inserted else {
            return
        }
        units.append(
            PlacedUnit(
                unit: unit,
                place: PrefixMemory.Unit(
                    key: unit.unit.key, collection: collection, passage: passage, passages: passages,
                    tokens: unit.unit.tokens)))
    }
}

extension DocumentRecord {
    /// The order in which prompts have documents.
    fileprivate func isBefore(_ other: DocumentRecord) -> Bool {
        EvidenceLayout.isBefore(DocumentIdentity(self), DocumentIdentity(other))
    }
}
