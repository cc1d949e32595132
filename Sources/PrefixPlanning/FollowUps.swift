/// How often a question of a conversation was followed by another one.
package struct FollowUps: Sendable, Hashable {
    /// Turns of which it is known whether one followed within an hour.
    package private(set) var turns = 0
    /// Turns of which it is known whether one followed within five minutes.
    package private(set) var turnsOfFiveMinutes = 0
    package private(set) var withinFiveMinutes = 0
    package private(set) var withinOneHour = 0

    /// - Parameter conversations: the times of the turns of each conversation, in milliseconds since 1970, in order.
    package init(_ conversations: [[Int]] = [], now: Int = 0) {
        for times in conversations {
            for (number, time) in times.enumerated() {
                let next = number + 1 < times.count ? times[number + 1] : nil
                note(age: now - time, gap: next.map { $0 - time })
            }
        }
    }

    /// - Parameter turns: when each was asked, and how long after the turn before it of its conversation; nil for the first
    ///   turn of each.
    package init(turns: [(time: Int, gap: Int?)], now: Int) {
        for turn in turns {
            if let gap = turn.gap {
                // The one before is known to be followed, whatever its age; by its age alone it is counted at its own place.
                let age = now - turn.time + gap
                var followed = FollowUps()
                followed.count(gap: gap)
                withinFiveMinutes += followed.withinFiveMinutes
                withinOneHour += followed.withinOneHour
                turnsOfFiveMinutes += age < PrefixLifetime.fiveMinutes.milliseconds ? 1 : 0
                self.turns += age < PrefixLifetime.oneHour.milliseconds ? 1 : 0
            }
            let age = now - turn.time
            turnsOfFiveMinutes += age >= PrefixLifetime.fiveMinutes.milliseconds ? 1 : 0
            self.turns += age >= PrefixLifetime.oneHour.milliseconds ? 1 : 0
        }
    }

    /// A turn that nothing has followed yet says something as soon as it is too late for that.
    private mutating func note(age: Int, gap: Int?) {
        if gap != nil || age >= PrefixLifetime.oneHour.milliseconds {
            count(gap: gap)
        } else if age >= PrefixLifetime.fiveMinutes.milliseconds {
            turnsOfFiveMinutes += 1
        }
    }

    /// Counts one turn: how long it took until the next one came, or that none came.
    package mutating func count(gap: Int?) {
        turns += 1
        turnsOfFiveMinutes += 1
        guard let gap else { return }
        if gap + WarmPrefix.margin < PrefixLifetime.fiveMinutes.milliseconds { withinFiveMinutes += 1 }
        if gap + WarmPrefix.margin < PrefixLifetime.oneHour.milliseconds { withinOneHour += 1 }
    }

    /// The chance that the next turn comes while what this one writes is warm. Before anything is known it is a half.
    package func chance(_ lifetime: PrefixLifetime) -> Double {
        lifetime == .oneHour
            ? Double(withinOneHour + 1) / Double(turns + 2)
            : Double(withinFiveMinutes + 1) / Double(turnsOfFiveMinutes + 2)
    }

    /// How often what a turn writes is read by later turns of the conversation.
    func expectedReads(_ lifetime: PrefixLifetime) -> Double {
        let chance = chance(lifetime)
        return min(chance / (1 - chance), 10)
    }

    /// The lifetime with which the end of a prompt is best written, of those that are allowed, and what that is worth ahead
    /// in nano-dollars; nil when it is not worth its price.
    ///
    /// - Parameter tokens: the real tokens behind the last other mark.
    func bestMark(
        tokens: Double, _ step: PrefixPrices.Step, allowing lifetimes: [PrefixLifetime]
    ) -> (lifetime: PrefixLifetime, ahead: Double)? {
        let worth = lifetimes.map { lifetime in
            let ahead = expectedReads(lifetime) * (step.fresh - step.read) * tokens
            return (lifetime: lifetime, ahead: ahead, net: ahead - (step.write(lifetime) - step.fresh) * tokens)
        }
        guard let best = worth.max(by: { $0.net < $1.net }), best.net > 0 else { return nil }
        return (best.lifetime, best.ahead)
    }
}
