package import Claude
import JSON
package import LanguageModels
package import PrefixPlanning

/// A stored passage, or a short document whole, as a document of its own: its bytes are the same in every prompt, whatever was
/// found beside it.
package struct PassageUnit: Sendable, Hashable {
    package var document: PromptDocument
    package var unit: PrefixUnit

    /// Nil when nothing of the passage can be seen.
    package init?(_ evidence: Evidence, tokenizer: String?) {
        guard let document = EvidenceLayout.documents([evidence], cut: BlockCutting.ranges).first,
            document.blocks.contains(where: { !$0.text.isEmpty })
        else { return nil }
        self.document = document
        guard let block = document.contentBlocks.first else { return nil }
        unit = PrefixUnit(block, tokenizer: tokenizer)
    }
}

extension PrefixUnit {
    /// A block of a prompt, by the bytes that are sent for it.
    package init(_ block: ContentBlock, tokenizer: String?) {
        var key: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in block.json.bytes() { key = (key ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.init(key: key, tokens: TokenEstimator.estimateContent(block, tokenizer: tokenizer))
    }
}

extension MarksPolicy {
    /// The marks of a plan whose units are the first documents of the prompt, in their order.
    package static func planned(_ plan: PrefixPlan, correction: Double) -> MarksPolicy {
        MarksPolicy { points, _, _ in
            var marks = plan.marks.map { mark in
                CacheMark(
                    place: mark.unitsBefore == 0 ? .system : .message(0, block: mark.unitsBefore - 1),
                    reason: mark.unitsBefore == 0 ? "all questions share the instructions" : plan.choice.reason,
                    lifetime: mark.lifetime.cacheLifetime,
                    tokens: Int(Double(plan.tokens(before: mark)) * correction))
            }
            if let end = plan.end { marks += points.endMark(end, correction) }
            return marks
        }
    }
}

extension [CutPoint] {
    /// The mark behind the question.
    func endMark(_ lifetime: PrefixLifetime, _ correction: Double) -> [CacheMark] {
        filter { $0.kind == .question }.map { point in
            CacheMark(
                place: point.place, reason: "the next question of the conversation repeats all of this one",
                lifetime: lifetime.cacheLifetime, tokens: Int(Double(point.tokens) * correction))
        }
    }
}

extension PrefixPlan.Choice {
    /// Why a mark behind passages stands there.
    fileprivate var reason: String {
        switch self {
        case .uncached, .instructions: "the same passages may be needed again, and the mark costs nothing more"
        case .reuse: "an earlier question wrote these passages, and they are still warm"
        case .extend: "earlier questions wrote most of these passages, and the next ones will need the rest"
        case .topic: "questions like this one come back"
        case .resident: "most questions need these passages"
        case .whole: "the whole collection is small enough to be read with every question"
        }
    }
}
