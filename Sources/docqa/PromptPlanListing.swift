import Accounting
import Claude
import CommandLine
import DocumentModel

/// The ways in which a prompt could begin, with what each was expected to cost, for people.
enum PromptPlanListing {
    private static let ways: [(letter: String, kinds: [PromptPlan.Kind])] = [
        ("a", [.reuse, .extend]), ("b", [.newPrefix, .instructions]), ("c", [.uncached]), ("d", [.wholeCollection]),
        ("e", [.residentSet]),
    ]

    static func lines(_ plan: PromptPlan) -> [String] {
        if plan.chosen.kind == .conversation { return conversation(plan) }
        var lines = ["How the prompt could begin, by what its input costs now and saves later:"]
        for way in ways {
            let found = plan.alternatives.filter { way.kinds.contains($0.kind) }
            guard !found.isEmpty else {
                lines.append("    (\(way.letter)) \(name(way.kinds[0], nil)): \(reason(way.kinds[0], plan.inputs))")
                continue
            }
            for alternative in found {
                let isChosen = alternative.kind == plan.chosen.kind
                lines.append(
                    "  \(isChosen ? ">" : " ") (\(way.letter)) \(name(alternative.kind, alternative.lifetime)): "
                        + price(alternative.nanoDollars, alternative.savesLater))
            }
        }
        return lines + ending(plan)
    }

    private static func conversation(_ plan: PromptPlan) -> [String] {
        var lines = ["What was said before stands in front unchanged, by what its input costs now:"]
        for alternative in plan.alternatives {
            let isChosen = alternative.kind == .conversation
            lines.append(
                "  \(isChosen ? ">" : " ") \(isChosen ? "read what is warm" : "no cache"): "
                    + price(alternative.nanoDollars, alternative.savesLater))
        }
        return lines + ending(plan)
    }

    private static func ending(_ plan: PromptPlan) -> [String] {
        guard let ending = plan.ending else { return [] }
        return [
            "    The end is written for \(time(ending.lifetime)), for a further question: "
                + price(ending.nanoDollars, ending.savesLater, more: true)
        ]
    }

    static func name(_ kind: PromptPlan.Kind, _ lifetime: PromptPlan.Lifetime?) -> String {
        let name =
            switch kind {
            case .uncached: "no cache"
            case .instructions: "write the instructions alone"
            case .reuse: "read a prefix that is warm"
            case .extend: "read a prefix that is warm, and write more behind it"
            case .newPrefix: "write a new prefix for questions like this one"
            case .residentSet: "write a resident set, for all questions"
            case .wholeCollection: "write the whole collection"
            case .conversation: "read the conversation"
            }
        return kind == .reuse || kind == .uncached ? name : name + (lifetime.map { ", for \(time($0))" } ?? "")
    }

    /// Why there is nothing of a kind.
    private static func reason(_ kind: PromptPlan.Kind, _ inputs: PromptPlan.Inputs) -> String {
        switch kind {
        case .reuse: inputs.warm.isEmpty ? "nothing is warm" : "nothing warm fits"
        case .wholeCollection:
            inputs.collectionPassages == nil ? "it is too large" : "there is nothing more than what was found"
        case .residentSet:
            inputs.loggedQuestions == 0 ? "nothing was asked yet" : "no passages were needed often enough"
        default: "too short to be cached"
        }
    }

    private static func time(_ lifetime: PromptPlan.Lifetime) -> String {
        lifetime == .oneHour ? "an hour" : "five minutes"
    }

    static func price(_ now: Int, _ later: Int, more: Bool = false) -> String {
        let text = "\(Money(nanoDollars: now).rounded)\(more ? " more" : "")"
        return later > 0 ? text + ", saves \(Money(nanoDollars: later).rounded) later" : text
    }
}
