/// The kernel's table of sockets as text: the way for kernels that do not answer by netlink.
package enum SocketTable {
    /// The listeners on a port; nil where there is no such table.
    package static func read(port: UInt16) -> [PortListener]? {
        guard let four = text("/proc/self/net/tcp") else { return nil }
        return parse(four, port: port) + parse(text("/proc/self/net/tcp6") ?? [], port: port)
    }

    /// Reads lines such as "0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711".
    package static func parse(_ table: Bytes, port: UInt16) -> [PortListener] {
        table.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
            let fields = line.split(separator: UInt8(ascii: " "))
            guard fields.count > 9, fields[3].elementsEqual("0A".utf8) else { return nil }
            let local = fields[1].split(separator: UInt8(ascii: ":"))
            guard local.count == 2, number(local[1], radix: 16) == UInt64(port), let address = address(local[0]),
                let user = number(fields[7]), let inode = number(fields[9])
            else { return nil }
            return PortListener(address: address, inode: inode, user: UInt32(clamping: user))
        }
    }

    /// Words of 32 bits, each printed as a number of this machine.
    private static func address(_ digits: ArraySlice<UInt8>) -> ListeningAddress? {
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes = Bytes()
        for start in stride(from: digits.startIndex, to: digits.endIndex, by: 8) {
            guard let word = number(digits[start..<(start + 8)], radix: 16) else { return nil }
            bytes += withUnsafeBytes(of: UInt32(truncatingIfNeeded: word)) { Bytes($0) }
        }
        return ListeningAddress(bytes: bytes)
    }

    private static func number(_ digits: ArraySlice<UInt8>, radix: Int = 10) -> UInt64? {
        UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
    }

    private static func text(_ path: String) -> Bytes? {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        return try? Descriptor(owning: number).receiveAll(from: path, expecting: 64 * 1024)
    }
}
