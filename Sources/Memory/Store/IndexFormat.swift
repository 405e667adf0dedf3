import HarnessKit

extension DatabaseFormat {
    /// The index of memory; made from the files, and made again whenever there is a doubt.
    static let memoryIndex = DatabaseFormat(
        applicationID: 0x4861_724D,  // "HarM"
        migrations: [
            Migration(
                """
                create table source (
                    name text primary key, size integer not null, changed integer not null, taken integer not null,
                    digest blob not null
                ) strict;
                create table torn (source text not null, offset integer not null, primary key (source, offset))
                    strict, without rowid;
                create table doc (
                    id integer primary key, key text unique, line blob, source text not null, entry text not null
                ) strict;
                create index doc_source on doc (source);
                create table mark (
                    target text not null, kind text not null, detail text not null, at integer not null, line blob unique,
                    source text not null
                ) strict;
                create index mark_target on mark (target);
                create index mark_source on mark (source);
                create table grouping (id integer primary key, name text not null unique) strict;

                -- Numbers of each entry, packed: FactTable says how.
                create table facts (block integer primary key, data blob not null) strict;
                -- A term's entries in runs, packed: PostingKey and PostingList say how.
                create table term (id integer primary key, text text not null unique, df integer not null) strict;
                create table post (id integer primary key, last integer not null, data blob not null) strict;
                create table state (
                    id integer primary key check (id = 1), generation integer not null, analysis integer not null,
                    repeats integer not null
                ) strict;
                insert into state values (1, 0, \(MemoryIndex.analysis), 0);
                """)
        ],
        hint: "run 'memory-query reindex'",
        checksPages: true)
}
