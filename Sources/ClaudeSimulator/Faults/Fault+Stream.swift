import JSON

extension Fault {
    /// Puts the fault into a stream, when it is one of its events.
    func change(_ events: inout [MessageEvent]) {
        let place = min(int("after") ?? 3, events.count)
        switch name {
        case "error-event":
            let type = self["type"] ?? "overloaded_error"
            let message = self["message"] ?? (type == "overloaded_error" ? "Overloaded" : "Internal server error")
            let failure = APIFailure(200, type, message, code: self["code"])
            events.removeSubrange(place...)
            events.append(MessageEvent(name: "error", data: ["type": "error", "error": failure.error]))
        case "duplicate-events": events = events.flatMap { $0.name == "content_block_delta" ? [$0, $0] : [$0] }
        case "wrong-order":
            guard let start = events.firstIndex(where: { $0.name == "content_block_start" }),
                let delta = events.firstIndex(where: { $0.name == "content_block_delta" })
            else { return }
            events.swapAt(start, delta)
        case "unknown-event":
            let data: JSONValue = ["type": "weather_report", "outlook": "sunny"]
            events.insert(MessageEvent(name: "weather_report", data: data), at: place)
        case "no-end": events.removeAll { $0.name == "message_stop" }
        case "unknown-field":
            for number in events.indices {
                guard var object = events[number].data.object else { continue }
                object.append("field_of_the_future", ["nested": [1, 2.5, "three"]])
                events[number].data = .object(object)
            }
        default: break
        }
    }
}
