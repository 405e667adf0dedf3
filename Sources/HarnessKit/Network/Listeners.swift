import CHarness

/// A socket that accepts connections, and who holds it.
package struct PortListener: Sendable, Equatable {
    package let address: ListeningAddress
    package let inode: UInt64
    /// The number of the user who opened it.
    package let user: UInt32
    /// Processes that hold it, not always all; none where that cannot be read.
    package internal(set) var owners: [Int32] = []
}

/// Who listens on a TCP port of this machine, as far as our network namespace goes.
package enum Listeners {
    /// All listeners on the port, on whatever address; nil where this system does not tell.
    ///
    /// Processes are asked until each listener has an owner, the `likely` ones first, then by number: of those that
    /// inherited a socket from each other the oldest is named.
    package static func on(port: UInt16, likely: [Int32] = []) -> [PortListener]? {
        guard let found = open(on: port) else { return nil }
        let named = withOwners(found, likely: likely)
        guard named.contains(where: \.owners.isEmpty), let present = open(on: port) else { return named }
        // One that was closed while we looked is no listener with an unknown owner.
        return named.filter { listener in !listener.owners.isEmpty || present.contains { $0.inode == listener.inode } }
    }

    /// The sockets that listen on the port, without asking whose they are; nil where this system does not tell.
    package static func sockets(on port: UInt16) -> Set<UInt64>? {
        open(on: port).map { Set($0.map(\.inode)) }
    }

    private static func open(on port: UInt16) -> [PortListener]? {
        kernelList(on: port) ?? SocketTable.read(port: port)
    }

    /// The ports on which one of the processes listens, in order; none where this system does not tell.
    package static func ports(heldBy processes: [Int32]) -> [UInt16] {
        let all = rawList(on: 0) ?? []
        let inodes = all.map { $0.inode == 0 ? UInt64.max : $0.inode }
        var ports: Set<UInt16> = []
        for process in processes {
            var held = [UInt8](repeating: 0, count: inodes.count)
            _ = harness_holds_sockets(process, inodes, Int32(inodes.count), &held)
            for index in all.indices where held[index] != 0 { ports.insert(all[index].port) }
        }
        return ports.sorted()
    }

    private static func kernelList(on port: UInt16) -> [PortListener]? {
        rawList(on: port)?.map { listener in
            let bytes = withUnsafeBytes(of: listener.address) { Bytes($0) }
            return PortListener(
                address: ListeningAddress(bytes: bytes.prefix(listener.family == 4 ? 4 : 16)),
                inode: listener.inode, user: listener.user)
        }
    }

    private static func rawList(on port: UInt16) -> [harness_listener]? {
        var capacity: Int32 = 16
        while true {
            var found = [harness_listener](repeating: harness_listener(), count: Int(capacity))
            let count = harness_listeners(port, &found, capacity)
            guard count >= 0 else { return nil }
            if count > capacity {
                capacity = 2 * count
                continue
            }
            return Array(found.prefix(Int(count)))
        }
    }

    private static func withOwners(_ listeners: [PortListener], likely: [Int32]) -> [PortListener] {
        var listeners = listeners
        guard !listeners.isEmpty else { return listeners }
        // What a socket table calls 0 has no inode, and no owner.
        let inodes = listeners.map { $0.inode == 0 ? UInt64.max : $0.inode }
        func ask(_ processes: [Int32]) {
            for process in processes where listeners.contains(where: \.owners.isEmpty) {
                var held = [UInt8](repeating: 0, count: inodes.count)
                _ = harness_holds_sockets(process, inodes, Int32(inodes.count), &held)
                for index in listeners.indices where held[index] != 0 { listeners[index].owners.append(process) }
            }
        }
        ask(likely)
        if listeners.contains(where: \.owners.isEmpty) { ask(Kin.all().filter { !likely.contains($0) }) }
        return listeners
    }
}
