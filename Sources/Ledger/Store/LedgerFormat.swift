import HarnessKit

extension DatabaseFormat {
    /// The ledger's tables. Append only: what has once been released is never changed.
    static let ledger = DatabaseFormat(
        applicationID: 0x4861_724C,  // "HarL"
        migrations: [
            Migration(
                """
                create table store (id text primary key, created integer not null) strict;

                create table event (
                    id integer primary key, stream text not null, seq integer not null, kind text not null,
                    at integer not null, origin text not null, actor text not null, body blob not null,
                    previous blob, hash blob not null unique, code text, subject text, unique (stream, seq)
                ) strict;
                create index event_kind on event (kind, at);

                -- REPLACE deletes without telling the delete trigger, so that inserting is guarded too.
                create trigger event_stays before update on event
                    begin select raise(abort, 'an event is never changed'); end;
                create trigger event_lasts before delete on event
                    begin select raise(abort, 'an event is never deleted'); end;
                create trigger event_is_new before insert on event
                    when exists (select 1 from event where id = new.id or hash = new.hash
                                 or (stream = new.stream and seq = new.seq))
                    begin select raise(abort, 'an event is never replaced'); end;

                -- A cache of the fold, for lists.
                create table task (
                    id text primary key, name text not null, kind text not null, status text not null,
                    phase integer not null, phases integer not null, worktree text not null, level text,
                    created integer not null, updated integer not null, ended integer,
                    head integer not null, head_hash blob not null
                ) strict;
                create index task_created on task (created desc);
                create index task_open on task (worktree, status);

                -- What is to be written into files, until it has been.
                create table outbox (
                    id integer primary key, event integer not null references event (id), sink text not null,
                    worktree text not null
                ) strict;
                """),
            Migration(
                """
                -- When an ended task was put out of the way; lists pass it over without reading it.
                alter table task add column archived integer;
                drop index task_created;
                create index task_listed on task (archived, created desc, id);
                create index task_ended on task (archived, ended) where ended is not null;
                """),
            Migration(
                """
                -- What was run, and every exchange of it. Texts are blobs, named by their digest.
                create table blob (hash blob primary key, size integer not null, bytes blob not null) strict, without rowid;
                create table run (
                    id text primary key, stream text not null, purpose text not null, key text, manifest text,
                    started integer not null, ended integer not null, outcome text not null,
                    report blob not null references blob (hash)
                ) strict;
                create index run_of_stream on run (stream, started);
                create table exchange (
                    run text not null references run (id), seq integer not null, scenario text not null,
                    step text not null, verdict text not null, request blob not null references blob (hash),
                    response blob not null references blob (hash), primary key (run, seq)
                ) strict, without rowid;
                -- Who is at some long work; a fence tells owners apart, also after they let go.
                create table claim (
                    resource text primary key, owner text not null, fence integer not null, taken integer not null
                ) strict;
                create trigger run_stays before update on run begin select raise(abort, 'a run is never changed'); end;
                create trigger exchange_stays before update on exchange
                    begin select raise(abort, 'an exchange is never changed'); end;
                -- Which session of an agents' client is at which task, as its hooks saw it; '' is a task yet to come.
                create table session (
                    client text not null, id text not null, agent text not null, task text not null, wanted text,
                    noted integer not null, seen blob, blocks integer not null, blocked blob,
                    primary key (client, id, task)
                ) strict, without rowid;
                """),
        ],
        hint: "run 'task-state doctor'")
}
