import HTTPServer
import JSON
import Synchronization

extension SimulatedAPI {
    /// The endpoints under `/simulator`, with which tests drive the simulator itself.
    func control(_ request: ServerRequest) -> ServerResponse {
        do throws(APIFailure) {
            switch (request.method, request.path) {
            case ("GET", "/simulator/account"): return json(state.withLock { $0.account.json })
            case ("POST", "/simulator/reset"):
                reset()
                return json(["reset": true])
            case ("GET", "/simulator/clock"): return json(["now": JSONValue(clock.now.text)])
            case ("POST", "/simulator/clock"):
                let body = try parse(request)
                guard let seconds = body["advance_seconds"]?.double, seconds >= 0, seconds < 1e9 else {
                    throw .invalid("advance_seconds", "Input should be a number of seconds")
                }
                clock.advance(milliseconds: Int(seconds * 1000))
                return json(["now": JSONValue(clock.now.text)])
            case ("POST", "/simulator/replies"):
                let body = try parse(request)
                let reply: ScriptedReply
                do throws(ScriptedReply.Unusable) { reply = try ScriptedReply(body) } catch {
                    throw .invalid(error.description)
                }
                state.withLock { $0.script.append(reply) }
                return json(["waiting": JSONValue(state.withLock { $0.script.count })])
            case ("POST", "/simulator/faults"):
                let body = try parse(request)
                let rule: FaultRule
                do throws(FaultError) { rule = try FaultRule(json: body) } catch { throw .invalid(error.description) }
                state.withLock { $0.faults.add(rule) }
                return json(["added": body["fault"] ?? .null])
            case ("DELETE", "/simulator/faults"):
                state.withLock { $0.faults.clear() }
                return json(["cleared": true])
            default: throw .notFound("Not found")
            }
        } catch {
            return errorResponse(error, id: "req_simulator")
        }
    }
}
