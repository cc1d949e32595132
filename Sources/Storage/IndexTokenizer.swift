import CSQLite
import Glibc
import Words

/// Our tokenizer as FTS5 sees it: `tokenize = 'docqa auto'` or `'docqa de'`.
///
/// FTS5 calls it for every column value when a row is added, deleted, rebuilt or checked. It depends on nothing but the
/// bytes it is given and the argument in the table's definition, so each of these repeats the others exactly.
package final class IndexTokenizerContext {
    /// How many positions the tokenizer has given since this was last set to 0: a row's length as FTS5 counts it.
    package var positions = 0
    /// When not nil, the distinct words of what is tokenized are gathered here.
    package var vocabulary: Set<[UInt8]>?

    package init() {}

    /// Makes the tokenizer known to a connection, which must be closed before this object goes away.
    func register(on handle: OpaquePointer) throws(StorageError) {
        guard let api = docqa_fts5_api(handle) else {
            throw StorageError(.cannotOpen, "This SQLite has no FTS5: install Debian's libsqlite3-0.")
        }
        var tokenizer = fts5_tokenizer(xCreate: createTokenizer, xDelete: deleteTokenizer, xTokenize: tokenize)
        let context = Unmanaged.passUnretained(self).toOpaque()
        guard api.pointee.xCreateTokenizer(api, "docqa", context, &tokenizer, nil) == SQLITE_OK else {
            throw StorageError(.cannotOpen, "The tokenizer could not be registered with SQLite.")
        }
    }
}

/// One FTS5 table's tokenizer.
private final class IndexTokenizer {
    let words: Tokenizer
    unowned let context: IndexTokenizerContext

    init(language: Language?, context: IndexTokenizerContext) {
        words = Tokenizer(defaultLanguage: language)
        self.context = context
    }
}

private let createTokenizer:
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafePointer<CChar>?>?, Int32,
        UnsafeMutablePointer<OpaquePointer?>?
    ) -> Int32 = { context, arguments, count, result in
        guard let context, let result else { return SQLITE_ERROR }
        var language: Language?
        if count > 0, let name = arguments?[0] {
            let code = String(cString: name)
            language = Language(code: code)
            if language == nil, code != "auto" { return SQLITE_ERROR }
        }
        let tokenizer = IndexTokenizer(
            language: language, context: Unmanaged<IndexTokenizerContext>.fromOpaque(context).takeUnretainedValue())
        result.pointee = OpaquePointer(Unmanaged.passRetained(tokenizer).toOpaque())
        return SQLITE_OK
    }

private let deleteTokenizer: @convention(c) (OpaquePointer?) -> Void = { tokenizer in
    guard let tokenizer else { return }
    Unmanaged<IndexTokenizer>.fromOpaque(UnsafeRawPointer(tokenizer)).release()
}

private typealias TokenCallback =
    @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, Int32, Int32, Int32) -> Int32

private let tokenize:
    @convention(c) (
        OpaquePointer?, UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, Int32, TokenCallback?
    ) -> Int32 = { tokenizer, callbackContext, flags, text, count, callback in
        guard let tokenizer, let callback else { return SQLITE_ERROR }
        guard let text, count > 0 else { return SQLITE_OK }
        let own = Unmanaged<IndexTokenizer>.fromOpaque(UnsafeRawPointer(tokenizer))._withUnsafeGuaranteedRef { $0 }
        let purpose: Tokenizer.Purpose =
            flags & FTS5_TOKENIZE_PREFIX != 0 ? .prefix : flags & FTS5_TOKENIZE_QUERY != 0 ? .query : .document
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(count)).bindMemory(to: UInt8.self)
        if flags & FTS5_TOKENIZE_QUERY != 0, bytes.starts(with: IndexedText.wordsTag) {
            return passWords(bytes, callbackContext, callback)
        }
        let gathers = own.context.vocabulary != nil
        var positions = 0
        var result = SQLITE_OK
        own.words.tokenize(bytes, for: purpose) { token, start, end, colocated in
            if !colocated { positions += 1 }
            if gathers { own.context.vocabulary?.insert(Array(token)) }
            result = token.withMemoryRebound(to: CChar.self) { chars in
                callback(
                    callbackContext, colocated ? FTS5_TOKEN_COLOCATED : 0, chars.baseAddress, Int32(chars.count),
                    Int32(start), Int32(end))
            }
            return result == SQLITE_OK
        }
        own.context.positions += positions
        return result
    }

/// Hands over the words of a `SearchPattern.Term` as they are.
private func passWords(
    _ bytes: UnsafeBufferPointer<UInt8>, _ callbackContext: UnsafeMutableRawPointer?, _ callback: TokenCallback
) -> Int32 {
    var start = IndexedText.wordsTag.count
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: IndexedText.wordSeparator) ?? bytes.count
        let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
        let result = word.withMemoryRebound(to: CChar.self) {
            callback(callbackContext, 0, $0.baseAddress, Int32($0.count), Int32(start), Int32(end))
        }
        guard result == SQLITE_OK else { return result }
        start = end + 1
    }
    return SQLITE_OK
}
