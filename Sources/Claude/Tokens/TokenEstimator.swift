import JSON
import Synchronization

/// Guesses how many tokens a prompt makes, without a call.
///
/// The guess counts letters, digits, marks and scripts with weights for the model's tokenizer, set so that English prose comes out
/// at the 2.5 characters a token that the platform's documentation names for the tokenizer of 2026, and a third more for the one
/// before. On its own it can be off by a third for prose and by half for code or rare scripts. Each response corrects it: after a
/// few responses over similar text it is within a few per cent of what was reported. When it has to be exact, call `countTokens`.
public final class TokenEstimator: Sendable {
    /// What a page of a PDF takes: a picture and its text. The estimate of a request guesses the number of pages from the
    /// size of the file; who knows it multiplies.
    public static let tokensOfPDFPage = MediaTokens.pdfPage

    /// What reported counts were of the guesses, by model.
    private let corrections = Mutex<[String: Correction]>([:])

    private struct Correction {
        var factor = 1.0
        var count = 0
    }

    /// An estimator that has learned nothing yet.
    public init() {}

    /// The tokens of a text for a tokenizer, uncorrected.
    public static func estimate(_ text: String, tokenizer: String? = nil) -> Int {
        Int((weight(of: text) * scale(tokenizer)).rounded(.up))
    }

    /// The tokens of a part of a prompt for a tokenizer, uncorrected.
    public static func estimate(_ part: some WireValue, tokenizer: String? = nil) -> Int {
        Int((weight(of: part.json) * scale(tokenizer)).rounded(.up))
    }

    /// The prompt tokens of a request, corrected by what was learned of the model.
    public func estimate(_ request: MessageRequest, catalogue: ModelCatalogue = .builtIn) -> Int {
        let raw = Self.rawEstimate(request, catalogue[model: request.model])
        return Int((raw * correction(for: request.model)).rounded(.up))
    }

    /// How far off the guesses for a model were: reported tokens over guessed ones.
    public func correction(for model: String) -> Double { corrections.withLock { $0[model]?.factor ?? 1 } }

    /// Learns from the usage that a response reported.
    public func learn(_ request: MessageRequest, _ usage: Usage, catalogue: ModelCatalogue = .builtIn) {
        let raw = Self.rawEstimate(request, catalogue[model: request.model])
        let actual = Double(usage.promptTokens)
        // Server tools and tiny prompts say little about the text.
        guard raw >= 50, actual > 0, usage.webSearchRequests == 0, usage.webFetchRequests == 0 else { return }
        let ratio = min(4, max(0.25, actual / raw))
        corrections.withLock { corrections in
            var correction = corrections[request.model] ?? Correction()
            correction.count += 1
            correction.factor += (ratio - correction.factor) * max(0.2, 1 / Double(correction.count))
            corrections[request.model] = correction
        }
    }

    static func scale(_ tokenizer: String?) -> Double { tokenizer == "2024" ? 1 / 1.3 : 1 }

    private static func rawEstimate(_ request: MessageRequest, _ facts: ModelFacts?) -> Double {
        var tokens = 8.0
        for member in request.object.members {
            switch member.key.value {
            case "system", "messages": tokens += weight(of: member.value)
            case "tools":
                tokens += weight(of: member.value) + Double(facts?.toolPromptTokens ?? 300)
            default: break
            }
        }
        return tokens * scale(facts?.tokenizer)
    }

    /// The weight of everything that the model reads in a value. Pictures and PDFs in base64 are counted by what they show.
    static func weight(of value: JSONValue) -> Double {
        switch value {
        case .string(let string): return weight(of: string.value)
        case .number, .bool, .null: return 1
        case .array(let array): return array.reduce(0) { $0 + weight(of: $1) }
        case .object(let object):
            if let media = mediaWeight(of: object) { return media }
            return object.members.reduce(3) { sum, member in
                ["signature", "cache_control", "encrypted_content", "id", "type"].contains(member.key.value)
                    ? sum : sum + 1 + weight(of: member.value)
            }
        }
    }

    /// Nil for what is no picture and no file.
    static func mediaWeight(of object: JSONObject) -> Double? {
        if object["type"]?.string == "base64", let data = object["data"]?.string {
            return MediaTokens.estimate(base64: data, mediaType: object["media_type"]?.string ?? "")
        }
        // What a picture or file by reference shows cannot be known here.
        return ["url", "file"].contains(object["type"]?.string) ? 1600 : nil
    }

    private static func weight(of text: String) -> Double {
        var letters = 0
        var digits = 0
        var marks = 0
        var wide = 0
        var other = 0
        for byte in text.utf8 {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x20, 0x0A: letters += 1
            case 0x30...0x39: digits += 1
            case 0..<0x80: marks += 1
            // A lead byte tells how far the character lies from ASCII; the bytes after it count as nothing.
            case 0xC0...0xDF: other += 1
            case 0xE0...0xFF: wide += 1
            default: break
            }
        }
        return 0.38 * Double(letters) + 0.6 * Double(digits) + 0.7 * Double(marks) + 0.8 * Double(other) + 1.1
            * Double(wide)
    }
}
