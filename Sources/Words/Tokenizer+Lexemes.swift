// How a lexeme becomes tokens: the parts in a row, the whole at the position of the first part. A query for either
// finds it, and since FTS5 does not count colocated tokens as length, BM25 sees a text as long as its parts.
extension Tokenizer {
    /// Emits the lexeme at `start` and returns where to go on, or -1 when the taker wants no more.
    func lexeme(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, _ context: Context, _ emit: Emit) -> Int {
        lexeme.read(p, start, n, classes)
        let end = lexeme.end
        if lexeme.parts.count == 1 && suffixEnd(p, end, n) == end {
            let part = lexeme.parts[0]
            let form = form(p, part, context)
            guard form.count > 0 else { return end }
            return emit(form, part.start, part.end, false) ? end : -1
        }
        lexeme.joinShortMixtures(p)
        lexeme.resolveApostrophes(p, context.language)
        var next = end
        let parts = lexeme.parts
        if parts.count == 1 {
            addWord(p, parts[0], context)
            next = addSuffixed(p, parts[0], n, context) ?? end
        } else if parts.count == 2 && parts[0].joint == .lineEndHyphen {
            // Most words broken at a line end are one word; a real compound is found by its parts.
            addWhole(p, parts, context, colocated: false)
            addWord(p, parts[0], context, colocated: true)
            addWord(p, parts[1], context, colocated: true)
        } else if parts.allSatisfy({ $0.joint == .softLineEnd || $0.joint == .end }) || isAcronym(parts) {
            addWhole(p, parts, context, colocated: false)
        } else {
            addParts(p, parts, context)
        }
        return output.flush(emit) ? next : -1
    }

    /// The parts in a row with the whole beside the first.
    private func addParts(_ p: UnsafePointer<UInt8>, _ parts: [Lexeme.Part], _ context: Context) {
        var i = 0
        while i < parts.count {
            if parts[i].kind == .digits {
                var last = i
                while isNumberJoint(parts[last].joint) && last + 1 < parts.count && parts[last + 1].kind == .digits {
                    last += 1
                }
                addNumber(p, parts[i...last], context)
                if i == 0 && last + 1 < parts.count { addWhole(p, parts, context, colocated: true) }
                i = last + 1
            } else {
                addWord(p, parts[i], context)
                if i == 0 && hasWhole(p, parts, context.language) {
                    addWhole(p, parts, context, colocated: true)
                }
                i += 1
            }
        }
    }

    private func isNumberJoint(_ joint: Lexeme.Joint) -> Bool {
        switch joint {
        case .period, .comma, .colon, .slash, .hyphen: true
        default: false
        }
    }

    /// `U.S.A.` is `USA`.
    private func isAcronym(_ parts: [Lexeme.Part]) -> Bool {
        parts.count > 1 && parts.allSatisfy { $0.count == 1 && $0.kind == .letters }
            && parts.dropLast().allSatisfy { $0.joint == .period }
    }

    /// A Romance article or pronoun before an apostrophe makes no word together with what follows.
    private func hasWhole(_ p: UnsafePointer<UInt8>, _ parts: [Lexeme.Part], _ language: Language?) -> Bool {
        guard parts.dropLast().allSatisfy({ $0.joint == .apostrophe }) else { return true }
        switch language {
        case .french, .italian, .catalan: return false
        default: return p[parts[0].start] &- 0x41 < 26 && parts[0].count <= 2
        }
    }

    // MARK: - Words

    private func addWord(
        _ p: UnsafePointer<UInt8>, _ part: Lexeme.Part, _ context: Context, colocated: Bool = false
    ) {
        output.add(form(p, part, context), part.start, part.end, colocated: colocated)
    }

    /// The form of one part, from the cache where it can be.
    private func form(_ p: UnsafePointer<UInt8>, _ part: Lexeme.Part, _ context: Context) -> UnsafeBufferPointer<UInt8>
    {
        let word = UnsafeBufferPointer(start: p + part.start, count: part.count)
        let letters = part.kind == .letters
        if part.isASCII && context.latin != .turkish && part.count <= WordForm.maxBytes {
            for i in 0..<part.count { wordForm.bytes[i] = letters || word[i] >= 0x41 ? word[i] | 0x20 : word[i] }
            return asciiForm(part.count, context, stem: letters, prefix: letters && part.end >= context.prefixEnd)
        }
        if part.end >= context.prefixEnd && letters {
            return wordForm.form(word, context.language, stem: true, prefix: true)
        }
        guard letters, part.count <= StemCache.keyCapacity else {
            return wordForm.form(word, context.language, stem: letters)
        }
        let key = StemCache.Key(word, salt: Tokenizer.salt(context.language, raw: true))
        if let form = cache.form(key) { return form }
        let form = wordForm.form(word, context.language, stem: true)
        cache.store(key, form)
        return form
    }

    /// The form of lower-cased ASCII that stands in `wordForm.bytes`.
    private func asciiForm(
        _ count: Int, _ context: Context, stem: Bool, prefix: Bool = false
    ) -> UnsafeBufferPointer<UInt8> {
        let word = UnsafeBufferPointer(start: UnsafePointer(wordForm.bytes), count: count)
        guard stem else { return word }
        guard !prefix, count < StemCache.keyCapacity else {
            return wordForm.stemASCII(count, context.latin, prefix: prefix)
        }
        let key = StemCache.Key(word, salt: Tokenizer.salt(context.latin, raw: false))
        if let form = cache.form(key) { return form }
        let form = wordForm.stemASCII(count, context.latin, prefix: false)
        cache.store(key, form)
        return form
    }

    /// `C++`, `C#`: the signs belong to the name.
    private func suffixEnd(_ p: UnsafePointer<UInt8>, _ end: Int, _ n: Int) -> Int {
        guard lexeme.parts[0].kind == .letters, lexeme.parts[0].count <= 2, end < n else { return end }
        var after = end
        if p[end] == 0x2B && end + 1 < n && p[end + 1] == 0x2B { after = end + 2 }
        if p[end] == 0x23 { after = end + 1 }
        return after < n && p[after] < 0x80 && asciiKind(p[after]) != .other ? end : after
    }

    private func addSuffixed(_ p: UnsafePointer<UInt8>, _ part: Lexeme.Part, _ n: Int, _ context: Context) -> Int? {
        let end = suffixEnd(p, part.end, n)
        guard end > part.end else { return nil }
        var name = [UInt8](
            wordForm.form(UnsafeBufferPointer(start: p + part.start, count: part.count), nil, stem: false))
        name += UnsafeBufferPointer(start: p + part.end, count: end - part.end)
        name.withUnsafeBufferPointer { output.add($0, part.start, end, colocated: true) }
        return end
    }

    /// The parts as one token, without what joins them but between digits: `max_tokens`, `maxTokens` and `maxtokens`
    /// are the same, `10.5` and `105` are not. All letters: stemmed like any word.
    private func addWhole(_ p: UnsafePointer<UInt8>, _ parts: [Lexeme.Part], _ context: Context, colocated: Bool) {
        let (start, end) = (parts[0].start, parts[parts.count - 1].end)
        guard end - start <= WordForm.maxBytes else { return }
        let letters = parts.allSatisfy { $0.kind == .letters }
        let prefix = letters && end >= context.prefixEnd
        if context.latin != .turkish && parts.allSatisfy(\.isASCII) {
            let count = joinParts(p, parts, into: wordForm.bytes)
            for i in 0..<count where wordForm.bytes[i] >= 0x41 { wordForm.bytes[i] |= 0x20 }
            output.add(asciiForm(count, context, stem: letters, prefix: prefix), start, end, colocated: colocated)
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: WordForm.maxBytes) { whole in
            let count = joinParts(p, parts, into: whole.baseAddress!)
            let form = wordForm.form(
                UnsafeBufferPointer(start: whole.baseAddress, count: count), context.language, stem: letters,
                prefix: prefix)
            output.add(form, start, end, colocated: colocated)
        }
    }

    private func joinParts(
        _ p: UnsafePointer<UInt8>, _ parts: [Lexeme.Part], into bytes: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var count = 0
        for i in parts.indices {
            (bytes + count).update(from: p + parts[i].start, count: parts[i].count)
            count += parts[i].count
            guard i + 1 < parts.count, parts[i].kind != .letters, parts[i + 1].kind != .letters else { continue }
            switch parts[i].joint {
            case .period: bytes[count] = 0x2E
            case .hyphen, .slash, .underscore, .colon: bytes[count] = 0x2D
            default: continue
            }
            count += 1
        }
        return count
    }

    // MARK: - Numbers

    /// Digits with signs between them: a number is one token without its grouping, everything else its parts and the
    /// whole.
    private func addNumber(_ p: UnsafePointer<UInt8>, _ parts: ArraySlice<Lexeme.Part>, _ context: Context) {
        let all = Array(parts)
        guard all.count > 1 else { return addWord(p, all[0], context) }
        switch NumberShape(all) {
        case .grouped(let decimals):
            add(p, all, separators: { $0 == all.count - 2 && decimals ? 0x2E : nil }, colocated: false)
        case .decimal:
            add(p, all, separators: { _ in 0x2E }, colocated: false)
            // `1.234` is a thousand and more in half of the world.
            if all[1].count == 3 && all[0].count <= 3 { add(p, all, separators: { _ in nil }, colocated: true) }
        case .sequence(let sign):
            for (i, part) in all.enumerated() {
                addWord(p, part, context)
                if let sign, i == 0 { add(p, all, separators: { _ in sign }, colocated: true) }
            }
        }
    }

    private func add(
        _ p: UnsafePointer<UInt8>, _ parts: [Lexeme.Part], separators: (Int) -> UInt8?, colocated: Bool
    ) {
        var digits: [UInt8] = []
        for (i, part) in parts.enumerated() {
            digits += UnsafeBufferPointer(start: p + part.start, count: part.count)
            if i + 1 < parts.count, let separator = separators(i) { digits.append(separator) }
        }
        guard digits.count <= WordForm.maxBytes else { return }
        digits.withUnsafeBufferPointer {
            output.add(wordForm.form($0, nil, stem: false), parts[0].start, parts.last!.end, colocated: colocated)
        }
    }
}

/// What digits with signs between them are.
private enum NumberShape {
    /// 1,234,567 or, with decimals, 1.234,56
    case grouped(decimals: Bool)
    /// 3.14 or 3,14
    case decimal
    /// A date, a version, an address, a list: with the sign that its whole is written with, if it has one.
    case sequence(UInt8?)

    init(_ parts: [Lexeme.Part]) {
        let joints = parts.dropLast().map(\.joint)
        guard joints.allSatisfy({ $0 == .comma || $0 == .period }) else {
            let dates = joints.allSatisfy { $0 == .hyphen || $0 == .slash }
            let times = joints.allSatisfy { $0 == .colon }
            self = .sequence(dates ? 0x2D : times ? 0x3A : nil)
            return
        }
        let first = joints[0]
        if joints.count == 1 {
            let grouped = first == .comma && parts[1].count == 3 && parts[0].count <= 3
            self = grouped ? .grouped(decimals: false) : .decimal
            return
        }
        let inner = parts.dropFirst().dropLast().allSatisfy { $0.count == 3 } && parts[0].count <= 3
        let same = joints.dropLast().allSatisfy { $0 == first }
        if inner && same && joints.last != first {
            self = .grouped(decimals: true)
        } else if inner && same && parts.last!.count == 3 {
            self = .grouped(decimals: false)
        } else {
            self = .sequence(joints.allSatisfy { $0 == .period } ? 0x2E : nil)
        }
    }
}
