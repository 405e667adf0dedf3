import CHarness

/// Which processes there are, and who is below whom.
enum Kin {
    /// The numbers of all processes; none where this system does not tell.
    static func all() -> [Int32] {
        list { harness_processes($0, $1) } ?? []
    }

    /// The processes below one, those that come and go perhaps without; nil where this system does not tell.
    static func below(_ ancestor: Int32) -> [Int32]? {
        var found: [Int32] = []
        var known: Set<Int32> = [ancestor]
        var next = [ancestor]
        while let process = next.popLast() {
            guard let children = list({ harness_children(process, $0, $1) }) else {
                if process == ancestor { return nil }
                continue
            }
            for child in children where known.insert(child).inserted {
                found.append(child)
                next.append(child)
            }
        }
        return found
    }

    /// Whether a process is below another; nil where this system does not tell.
    static func isBelow(_ process: Int32, _ ancestor: Int32) -> Bool? {
        let answer = harness_is_below(process, ancestor)
        return answer < 0 ? nil : answer == 1
    }

    private static func list(_ fill: (UnsafeMutablePointer<pid_t>, Int32) -> Int32) -> [Int32]? {
        var capacity: Int32 = 1024
        while true {
            var count: Int32 = 0
            let found = [pid_t](unsafeUninitializedCapacity: Int(capacity)) { buffer, filled in
                guard let start = buffer.baseAddress else { return }
                count = fill(start, capacity)
                filled = Int(max(0, min(count, capacity)))
            }
            if count <= capacity { return count < 0 ? nil : found }
            capacity = count + 256
        }
    }
}
