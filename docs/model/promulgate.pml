/*
 * From an accepted command to its place in the log: a model in Promela, the language of the model checker Spin. README.md is beside it.
 *
 * How to read it. A `proctype` is a process of the product. Each `::` line in its loop is one step that it may take: what has to be true
 * (before `->`), and what then happens at once. `d_step` means "at once": one statement of PostgreSQL or one command of Redis. Between two
 * steps anybody else may take any number of theirs. Spin tries every order of steps there is, and every `assert` on the way.
 *
 * Each guard stands in an `#ifdef WITHOUT_…`: defined, the model is the product without that guard, and an assert must fail.
 */

/* ------------------------------------------------------------------ What is played */

/*
 * SAME    both commands are for one record, which does not exist yet
 * FACTS   two records; the decision on each reads the other one, too
 * APART   two records that have nothing to do with each other; the first command makes two events
 * POISON  as APART, but whoever decides the first command dies of it, each time; a command makes one event
 * TWICE   one request, sent twice under one idempotency key
 */
#if !defined(SAME) && !defined(FACTS) && !defined(APART) && !defined(POISON) && !defined(TWICE)
#define SAME
#endif

/* So many things may go wrong, of any kind, at any step: a process dies, Redis is emptied, a ring is lost, a decision throws, … */
#ifndef MISHAPS
#define MISHAPS 2
#endif
#ifndef LEADERS
#define LEADERS 2
#endif
/* Tries of a command before it is an incident. (5 in the product.) */
#define ATTEMPTS 2
/* Numbers that the sequence may come to; asserted to suffice. */
#ifndef NUMBERS
#define NUMBERS 8
#endif

#if defined(SAME)
#define stream_of(c) 0
#else
#define stream_of(c) (c)
#endif

#if defined(APART)
#define events_of(c) (2 - (c))
#else
#define events_of(c) 1
#endif

#if defined(FACTS)
#define FIRST_VERSION 1
#define reads(s) true
#else
#define FIRST_VERSION 0
#define reads(s) false
#endif

#if defined(POISON)
#define is_poison(c) ((c) == 0)
#else
#define is_poison(c) false
#endif

/* ------------------------------------------------------------------ Sets of numbers, as bits */

#define only(n) (1 << (n))
#define has(set, n) (((set) >> (n)) & 1)
#define up_to(n) ((2 << (n)) - 2) /* the numbers 1 … n */

/* ------------------------------------------------------------------ PostgreSQL: what is committed */

mtype = { UNKNOWN, ACCEPTED, SUCCEEDED, FAILED };
mtype status[2] = UNKNOWN; /* the ledger: a command is its place there, 0 before 1 */
byte attempts[2];
byte rung[2];              /* the epoch in which it was rung; 0: not rung, or over ten seconds ago */
byte version[2] = FIRST_VERSION; /* of each stream; 0: it does not exist */

byte next = 1;                   /* the sequence: drawn outside of transactions, never given back */
byte command_of[NUMBERS + 1];    /* events by number: 1 + the command; 0: none (not drawn, or rolled back) */
byte version_of[NUMBERS + 1];
short committed;                 /* numbers of events that everybody sees */

short logged;                    /* numbers that have a position */
byte positions;                  /* positions are 1 … this */
byte low;                        /* the leader's persisted word: all numbers up to here are settled */

/* PostgreSQL: locks, held to the end of a transaction. A worker has one transaction at most, so its number names it; 0: nobody. */
byte row_lock[2];                /* ledger rows: 1 + worker */
byte write_lock[2];              /* stream rows: 1 + worker; also a new stream's key, inserted and not yet committed */
byte read_lock[2];               /* stream rows, FOR SHARE: set of workers */

/* ------------------------------------------------------------------ Redis: the doorbell, a set of rings with the command as key */

#define SILENT 0
#define RINGS 1
#define RINGS_AGAIN 2            /* somebody took this ring and died, or seems to have died */
#define ANSWERED_BY(w) (3 + (w))
byte bell[2] = SILENT;
byte epoch = 1;                  /* which life of Redis this is */
bit swept[2];                    /* only for an assert: this ring went with an emptied Redis, and nobody has rung since */

byte mishaps = MISHAPS;

/* ------------------------------------------------------------------ What processes remember; it dies with them */

mtype = { IDLE, LOOK, COUNT, GIVE_UP, LOCK_0, LOCK_1, ROWS, DECIDE, WRITE, PUT_OFF, PAUSE };
typedef Worker {
  mtype at = IDLE;
  byte ring;      /* the command whose ring is answered */
  bit suspect;    /* that ring came again: its command may have killed a process */
  byte batch;     /* commands of the transaction, a set: one or both */
  byte known[2];  /* version of each stream when it was loaded */
  byte wrote[2];  /* events written to each stream since */
  byte left[2];   /* events of each command still to be written */
  short drawn;    /* numbers drawn; while there are any, the transaction holds the sequence's lock */
};
Worker workers[2];

typedef Leader {
  byte high;      /* the highest number that was taken */
  byte position;  /* the last position given */
  /* Numbers up to `high` that are not in the log, by what is known of them: */
  short fresh;    /*   passed over */
  short held;     /*   the sequence's lock was looked at since: those who held it are noted */
  short last;     /*   none of those holds it any more: one more take decides */
  short noted[2]; /*   by worker: the numbers in `held` that its transaction may still commit */
};
Leader leaders[2];

/* Used within single steps only; no part of the state. (Spin's breadth-first search, which finds the shortest way, cannot leave them out.) */
#ifdef SHORTEST
#define hidden
#endif
hidden byte c, s, n, m;
hidden short set, taken;

/* ------------------------------------------------------------------ apps/api/src/door: accept, then ring */

#define accepted(c) (status[c] == ACCEPTED)

/* Who comes first on the stream of a ring: the oldest unsettled command. */
#if defined(SAME)
#define head_of(c) (accepted(0) -> 0 : 1)
#else
#define head_of(c) (c)
#endif

/* A ring for a stream on which nothing is due is left out: whoever answers it finds nothing. */
inline ring_for(command) {
  if
  :: bell[command] == SILENT && accepted(head_of(command)) -> bell[command] = RINGS
  :: else /* or a job of that id is there already */
  fi;
  swept[command] = 0
}

/* What no longer matters once a command is settled. */
inline forget(command) {
  rung[command] = 0;
  swept[command] = 0
}

inline accept(command, mark) {
  status[command] = ACCEPTED;
  rung[command] = mark;
  printf("STEP api: command %d is accepted, marked as rung in epoch %d\n", command, mark)
}

proctype Client(byte command) {
#ifdef TWICE
#ifdef WITHOUT_IDEMPOTENCY_KEY
  bit answered_before;
  d_step { answered_before = (status[1 - command] != UNKNOWN); printf("STEP api: request %d: looks for an earlier one\n", command) };
  if
  :: answered_before -> goto answered
  :: else
  fi;
#else
  if
  :: status[1 - command] != UNKNOWN -> goto answered /* the insert met the key of the first one, and answers with its command */
  :: d_step { status[1 - command] == UNKNOWN -> accept(command, epoch) } -> goto written
  fi;
#endif
#endif
  if
  :: d_step { accept(command, epoch) }
  :: d_step { accept(command, 0) } /* Redis did not say its epoch */
  fi;
written:
#ifdef TWICE
  assert(status[1 - command] == UNKNOWN); /* one request, one command */
#endif
  if
  :: d_step { ring_for(command); printf("STEP api: rings for command %d\n", command) }
  :: d_step { mishaps > 0 -> mishaps--; printf("STEP api: dies before it rings for command %d\n", command) }
  fi;
answered:
  skip
}

/* ------------------------------------------------------------------ libs/command-queue/src/reconciler.ts, ledger.ts: ringAgain */

#ifdef WITHOUT_EPOCH
#define to_ring(c) (accepted(c) && rung[c] == 0)
#else
#define to_ring(c) (accepted(c) && (rung[c] == 0 || rung[c] != epoch))
#endif

inline ring_again(command) {
  rung[command] = epoch;
  ring_for(command);
  printf("STEP reconciler: rings again for command %d\n", command)
}

#ifndef WITHOUT_RECONCILER
active proctype Reconciler() {
end:
  do
  :: d_step { to_ring(0) -> ring_again(0) }
  :: d_step { to_ring(1) -> ring_again(1) }
  :: d_step { to_ring(0) && mishaps > 0 -> mishaps--; rung[0] = epoch; swept[0] = 0; printf("STEP reconciler: dies between mark and ring of command 0\n") }
  :: d_step { to_ring(1) && mishaps > 0 -> mishaps--; rung[1] = epoch; swept[1] = 0; printf("STEP reconciler: dies between mark and ring of command 1\n") }
  od
}
#endif

/* ------------------------------------------------------------------ libs/command-queue/src/settler.ts, decision.ts; event-log/src/append.ts */

#define W workers[me]
#define owns(s) ((has(W.batch, 0) && stream_of(0) == s) || (has(W.batch, 1) && stream_of(1) == s))

#ifdef WITHOUT_NUMBER_ORDER
/* Transactions by their id instead, which is drawn at their first lock. */
byte next_xid = 1;
byte xid[2];
byte xid_of[NUMBERS + 1];
#define DRAW_XID xid[me] = next_xid; next_xid++
#define SET_XID(n) xid_of[n] = xid[me]
#define NO_XID(n) xid_of[n] = 0
#define before(m, n) (xid_of[m] < xid_of[n] || (xid_of[m] == xid_of[n] && m < n))
#else
#define DRAW_XID skip
#define SET_XID(n) skip
#define NO_XID(n) skip
#define before(m, n) (m < n)
#endif

/* The end of a transaction, either way: its locks go, and with them its name. */
inline release() {
  for (c : 0 .. 1) {
    if :: row_lock[c] == 1 + me -> row_lock[c] = 0 :: else fi;
    if :: write_lock[c] == 1 + me -> write_lock[c] = 0 :: else fi;
    read_lock[c] = read_lock[c] & ~only(me);
    leaders[c].noted[me] = 0;
    W.known[c] = 0;
    W.wrote[c] = 0;
    W.left[c] = 0
  }
  W.drawn = 0;
  W.batch = 0
}

inline rollback() {
  for (n : 1 .. NUMBERS) {
    if :: has(W.drawn, n) -> command_of[n] = 0; version_of[n] = 0; NO_XID(n) :: else fi
  }
  release()
}

/* PostgreSQL rolls back; the queue brings the ring again, unless Redis was emptied or somebody else has it. */
inline die() {
  rollback();
  if :: bell[W.ring] == ANSWERED_BY(me) -> bell[W.ring] = RINGS_AGAIN :: else fi;
  W.ring = 0;
  W.suspect = 0;
  W.at = IDLE
}

inline answer(command) {
  W.ring = command;
  W.suspect = (bell[command] == RINGS_AGAIN);
  bell[command] = ANSWERED_BY(me);
  W.at = LOOK;
  printf("STEP worker %d: answers the ring of command %d\n", me, command)
}

inline load() {
  W.known[0] = version[0];
  W.known[1] = version[1]
}

inline begin(commands) {
  W.batch = commands;
  DRAW_XID;
#ifdef WITHOUT_FENCE_FIRST
  load();
#endif
  W.at = (owns(0) || reads(0) -> LOCK_0 : LOCK_1);
  printf("STEP worker %d: begins a transaction for the commands of set %d\n", me, commands)
}

/* A row that nobody has committed yet cannot be seen, and so not be locked. */
#ifdef WITHOUT_FENCE
#define may_lock(s) true
inline lock(s) { skip }
#else
#define exists(s) (version[s] > 0)
#define may_lock(s) (!exists(s) || (owns(s) -> !write_lock[s] && !(read_lock[s] & ~only(me)) : !reads(s) || !write_lock[s]))
inline lock(s) {
  if
  :: exists(s) && owns(s) -> write_lock[s] = 1 + me
  :: exists(s) && !owns(s) && reads(s) -> read_lock[s] = read_lock[s] | only(me)
  :: else
  fi
}
#endif

#define wants_row(c) (has(W.batch, c) && row_lock[c] != 1 + me)
#ifdef WITHOUT_SETTLED_IS_SETTLED
#define may_settle(c) true
#else
#define may_settle(c) accepted(c)
#endif

/* `where id = … and status = accepted for update`: who is settled meanwhile leaves the batch. */
inline lock_row(command) {
  if
  :: may_settle(command) -> row_lock[command] = 1 + me
  :: else -> W.batch = W.batch & ~only(command); printf("STEP worker %d: command %d is settled already\n", me, command)
  fi;
  if
  :: wants_row(1)
  :: !wants_row(1) && W.batch -> W.at = DECIDE
  :: else -> rollback(); W.at = LOOK
  fi
}

#ifdef WITHOUT_VERSION_UPDATE
#define moved(s) false
#else
#define moved(s) (version[s] != W.known[s])
#endif
#define next_to_write (W.left[0] > 0 -> 0 : 1)

/* The version's fence and one event. The first insert of a new stream waits for whoever inserted that key before. */
inline write(command) {
  s = stream_of(command);
  if
  :: W.left[command] == events_of(command) && moved(s) ->
    printf("STEP worker %d: the stream of command %d has moved: rolls back and decides again\n", me, command);
    rollback();
    W.at = LOOK
  :: else ->
    write_lock[s] = 1 + me;
    assert(next <= NUMBERS);
    n = next;
    next++;
    W.wrote[s]++;
    W.left[command]--;
    W.drawn = W.drawn | only(n);
    command_of[n] = 1 + command;
    version_of[n] = version[s] + W.wrote[s];
    SET_XID(n);
    printf("STEP worker %d: writes version %d of stream %d for command %d, number %d, not yet committed\n", me, version_of[n], s, command, n)
  fi
}

inline commit() {
  for (c : 0 .. 1) {
    if
    :: has(W.batch, c) ->
      for (n : 1 .. NUMBERS) {
        assert(!(has(committed, n) && command_of[n] == 1 + c)) /* I2: a command's events exist once */
      }
      assert(accepted(c)); /* a result never changes */
      status[c] = SUCCEEDED;
      forget(c)
    :: else
    fi;
    if :: owns(c) || (W.batch && reads(c)) -> assert(version[c] == W.known[c]) /* no decision was made on what is no longer so */ :: else fi;
    version[c] = version[c] + W.wrote[c]
  }
  committed = committed | W.drawn;
  printf("STEP worker %d: commits the commands of set %d\n", me, W.batch);
  release();
  W.at = LOOK
}

inline fail(command) {
  if
  :: may_settle(command) ->
    assert(accepted(command)); /* a result never changes */
    status[command] = FAILED;
    forget(command);
    printf("STEP worker %d: command %d is an incident\n", me, command)
  :: else
  fi
}

/* After a thrown fault, in a transaction of its own: later again, or an incident. */
inline put_off(command) {
  if
  :: may_settle(command) ->
    attempts[command]++;
    if
    :: attempts[command] >= ATTEMPTS -> fail(command)
    :: else -> rung[command] = 0; printf("STEP worker %d: puts command %d off\n", me, command)
    fi
  :: else
  fi;
  W.batch = 0;
  W.at = LOOK
}

inline count_attempt(command) {
  W.suspect = 0;
  if
  :: !may_settle(command) -> W.batch = 0; W.at = LOOK
  :: else ->
#ifndef WITHOUT_ATTEMPTS_FIRST
    attempts[command]++;
#endif
    printf("STEP worker %d: has counted %d tries of command %d before deciding it\n", me, attempts[command], command);
    if
    :: attempts[command] > ATTEMPTS -> W.at = GIVE_UP
    :: else -> begin(only(command))
    fi
  fi
}

#define rings(c) (bell[c] == RINGS || bell[c] == RINGS_AGAIN)
#define my_turn (W.at == IDLE && (me == 0 || workers[0].at != IDLE))
#define only_one (W.batch == 1 || W.batch == 2)
#define the_one (W.batch >> 1)

proctype Worker_(byte me) {
end:
  do
  /* Idle workers are alike, so it is enough that the first of them answers. */
  :: d_step { my_turn && rings(0) -> answer(0) }
  :: d_step { my_turn && rings(1) -> answer(1) }

  /* Nothing is due on the stream (any more): the ring is answered. */
  :: d_step { W.at == LOOK && !accepted(head_of(W.ring)) ->
      if :: bell[W.ring] == ANSWERED_BY(me) -> bell[W.ring] = SILENT :: else fi;
      printf("STEP worker %d: nothing is due for the ring of command %d\n", me, W.ring);
      W.ring = 0;
      W.suspect = 0;
      W.at = IDLE }
  /* One transaction for the head, or for both commands. A suspect goes alone, and is counted first. */
  :: d_step { W.at == LOOK && accepted(head_of(W.ring)) ->
      if
      :: W.suspect && head_of(W.ring) == W.ring -> W.batch = only(W.ring); W.at = COUNT
      :: else -> c = head_of(W.ring); begin(only(c))
      fi }
  :: d_step { W.at == LOOK && !W.suspect && accepted(0) && accepted(1) -> begin(only(0) | only(1)) }
  :: d_step { W.at == COUNT && !row_lock[the_one] -> c = the_one; count_attempt(c) }
  :: d_step { W.at == GIVE_UP && !row_lock[the_one] -> c = the_one; fail(c); W.batch = 0; W.at = LOOK }

  /* The fence: streams in the order of their ids, then ledger rows in theirs. */
  :: d_step { W.at == LOCK_0 && may_lock(0) -> lock(0); W.at = (owns(1) || reads(1) -> LOCK_1 : ROWS) }
  :: d_step { W.at == LOCK_1 && may_lock(1) -> lock(1); W.at = ROWS }
  :: d_step { W.at == ROWS && wants_row(0) && !row_lock[0] -> lock_row(0) }
  :: d_step { W.at == ROWS && !wants_row(0) && wants_row(1) && !row_lock[1] -> lock_row(1) }

  /* In a later statement than the fence: load and decide. */
  :: d_step { W.at == DECIDE && !(is_poison(0) && has(W.batch, 0)) ->
#ifndef WITHOUT_FENCE_FIRST
      load();
#endif
      for (c : 0 .. 1) { W.left[c] = (has(W.batch, c) -> events_of(c) : 0) }
      W.at = WRITE }
  :: d_step { W.at == DECIDE && is_poison(0) && has(W.batch, 0) -> printf("STEP worker %d: dies of deciding command 0\n", me); die() }
  :: d_step { W.at == DECIDE && mishaps > 0 ->
      mishaps--;
      printf("STEP worker %d: the decision throws\n", me);
      s = (only_one -> W.batch : 0);
      rollback();
      W.batch = s;
      W.at = (s -> PUT_OFF : LOOK) }
  :: d_step { W.at == PUT_OFF && !row_lock[the_one] -> c = the_one; put_off(c) }

  :: d_step { W.at == WRITE && (W.left[0] || W.left[1]) && (!write_lock[stream_of(next_to_write)] || write_lock[stream_of(next_to_write)] == 1 + me) ->
      c = next_to_write;
      write(c) }
  :: d_step { W.at == WRITE && !W.left[0] && !W.left[1] -> commit() }

  /* They wait in a circle: PostgreSQL ends one wait, whose ring comes again half a second later; the other one goes on at once. */
  :: d_step { timeout && W.at != IDLE -> printf("STEP worker %d: has waited too long for a lock, rolls back\n", me); rollback(); W.at = PAUSE }
  :: d_step { W.at == PAUSE && (workers[1 - me].at == IDLE || workers[1 - me].at == LOOK) -> W.at = LOOK }

  :: d_step { W.at != IDLE && mishaps > 0 -> mishaps--; printf("STEP worker %d: is killed\n", me); die() }
  od
}

/* ------------------------------------------------------------------ libs/event-log/src/sequencer: leader.ts, hole-ranges.ts */

#define L leaders[me]
#define same_stream(m, n) (stream_of(command_of[m] - 1) == stream_of(command_of[n] - 1))
#define holes (L.fresh | L.held | L.last)
#ifdef WITHOUT_HOLES
#define to_take (committed & ~up_to(L.high))
#else
#define to_take (committed & (~up_to(L.high) | holes))
#endif

/* n becomes the first of `set`, 0 if there is none. */
inline first_of() {
  n = 0;
  for (m : 1 .. NUMBERS) {
    if :: has(set, m) && (n == 0 || before(m, n)) -> n = m :: else fi
  }
}

inline place() {
  assert(L.position == positions); /* I4: a position is given once */
  assert(!has(logged, n));         /* I4: an event has one position */
  for (m : 1 .. NUMBERS) {         /* I4: the versions of a stream come in their order */
    assert(!(has(committed, m) && !has(logged, m) && same_stream(m, n) && version_of[m] < version_of[n]))
  }
  logged = logged | only(n);
  positions++;
  L.position++;
  printf("STEP leader %d: number %d has position %d\n", me, n, positions)
}

/* hole-ranges.ts: afterTake. A take that was cut short saw nothing above the one event that it took. */
inline after_take(cut) {
  s = 0;
  for (n : 1 .. NUMBERS) { if :: has(taken, n) -> s = n :: else fi }
#ifdef WITHOUT_CUT_SHORT
  L.last = 0;
#else
  L.last = (cut -> L.last & ~up_to(s) : 0);
#endif
  L.fresh = L.fresh & ~taken;
  L.held = L.held & ~taken;
  L.noted[0] = L.noted[0] & ~taken;
  L.noted[1] = L.noted[1] & ~taken;
  if
  :: s > L.high ->
#ifndef WITHOUT_HOLES
    L.fresh = L.fresh | (up_to(s) & ~up_to(L.high) & ~taken);
#endif
    L.high = s
  :: else
  fi
}

/* How far all is settled: up to the lowest hole. */
inline persist() {
  s = L.high;
  for (n : 1 .. NUMBERS) { if :: has(holes, n) && n <= s -> s = n - 1 :: else fi }
  if :: s > low -> low = s :: else fi
}

inline load_log() {
  L.position = positions;
  L.high = 0;
  for (n : 1 .. NUMBERS) { if :: has(logged, n) -> L.high = n :: else fi }
#ifndef WITHOUT_HOLES
  L.fresh = up_to(L.high) & ~up_to(low) & ~logged;
#else
  L.fresh = 0;
#endif
  L.held = 0;
  L.last = 0;
  L.noted[0] = 0;
  L.noted[1] = 0
}

/* hole-ranges.ts: afterLocksSeen */
#define left_alone (L.held & ~(L.noted[0] | L.noted[1]))
#ifdef WITHOUT_LOCK_HORIZON
#define may_come(w) false
#else
#define may_come(w) (workers[w].drawn != 0)
#endif

inline look() {
  set = left_alone;
  L.held = L.held & ~set;
  if
  :: may_come(0) || may_come(1) ->
    L.held = L.held | L.fresh;
    if :: may_come(0) -> L.noted[0] = L.noted[0] | L.fresh :: else fi;
    if :: may_come(1) -> L.noted[1] = L.noted[1] | L.fresh :: else fi
  :: else -> set = set | L.fresh
  fi;
  L.fresh = 0;
#ifndef WITHOUT_SECOND_TAKE
  L.last = L.last | set;
#endif
  printf("STEP leader %d: looks at who holds the sequence; nobody does any more for the numbers of set %d\n", me, set)
}

/*
 * One statement: sees, in one snapshot, what is visible and above the highest number taken, or passed over before; and gives it positions,
 * in order of its number. `cut`: the limit cuts the take short after its first event. Both keys of `log` refuse what another leader has
 * placed meanwhile; then everything is loaded anew.
 */
inline take(cut) {
  set = to_take;
  if :: cut -> first_of(); set = only(n) :: else fi;
  taken = set;
  if
#ifndef WITHOUT_LOG_KEY
  :: taken && (L.position != positions || (taken & logged)) ->
    printf("STEP leader %d: has lost to the other one\n", me);
    load_log()
#endif
  :: else ->
    persist();
    first_of();
    do
    :: n == 0 -> break
    :: else -> place(); set = set & ~only(n); first_of()
    od;
    after_take(cut)
  fi
}

/* Nothing keeps the two apart here: that there is one leader saves work, and the log must be right without it. */
proctype Leader_(byte me) {
end:
  do
  :: d_step { to_take || L.last -> take(false) }
  :: d_step { to_take -> take(true) }
  :: d_step { L.fresh || left_alone -> look() }
  :: d_step { mishaps > 0 && (L.high || L.position) -> mishaps--; printf("STEP leader %d: is killed, another one loads the log\n", me); load_log() }
  od
}

/* ------------------------------------------------------------------ libs/event-log/src/projector: a view and its checkpoint */

#ifdef FOLLOWED
byte counted;     /* events in the view */
byte checkpoint;

active proctype View() {
end:
  do
#ifdef WITHOUT_CHECKPOINT_WITH_VIEW
  :: checkpoint < positions ->
    counted++; printf("STEP view: counts position %d\n", checkpoint + 1);
    if
    :: checkpoint++; printf("STEP view: moves its checkpoint\n")
    :: d_step { mishaps > 0 -> mishaps--; printf("STEP view: is killed between view and checkpoint\n") }
    fi
#else
  :: d_step { checkpoint < positions -> counted++; checkpoint++; printf("STEP view: counts position %d\n", checkpoint) }
#endif
  od
}
#else
#define counted positions
#endif

/* ------------------------------------------------------------------ What else may happen, and the end */

active proctype Fate() {
end:
  do
  :: d_step { mishaps > 0 && (bell[0] || bell[1]) ->
      mishaps--;
      for (c : 0 .. 1) { if :: bell[c] != SILENT -> bell[c] = SILENT; swept[c] = 1 :: else fi }
#ifndef WITHOUT_NEW_EPOCH
      epoch++;
#endif
      printf("STEP Redis is emptied\n") }
  /* A process stops for so long that the queue takes it for dead, and goes on afterwards. */
  :: d_step { mishaps > 0 && bell[0] >= ANSWERED_BY(0) -> mishaps--; bell[0] = RINGS_AGAIN; printf("STEP the queue gives the ring of command 0 out again\n") }
  :: d_step { mishaps > 0 && bell[1] >= ANSWERED_BY(0) -> mishaps--; bell[1] = RINGS_AGAIN; printf("STEP the queue gives the ring of command 1 out again\n") }
  od
}

/* Nobody can do anything any more, but wait. Either all is done, or ten seconds pass and the rings have grown old. */
#ifdef WITHOUT_RECONCILER
#define waiting false
#else
#define waiting (accepted(0) || accepted(1))
#endif

#define everybody_idle (workers[0].at == IDLE && workers[1].at == IDLE)

active proctype Stillness() {
end:
  do
  :: timeout && everybody_idle && waiting -> d_step {
      assert(!(accepted(0) && swept[0]) && !(accepted(1) && swept[1])); /* what went with Redis was rung again before that */
      printf("STEP ten seconds pass\n");
      rung[0] = 0;
      rung[1] = 0 }
  :: timeout && everybody_idle && !waiting -> break
  od;
  skip;
  d_step {
    assert(!accepted(0) && !accepted(1)); /* I1: what was accepted is settled */
    assert(logged == committed);          /* I4: every event has its position */
    assert(counted == positions);         /* a view counts each event once */
    for (c : 0 .. 1) {
      s = 0;
      for (n : 1 .. NUMBERS) { if :: command_of[n] == 1 + c -> s++ :: else fi }
      assert(s == (status[c] == SUCCEEDED -> events_of(c) : 0)) /* I2: a command's events exist once */
    }
    assert(!is_poison(0) || status[0] == FAILED); /* a command that kills its process is an incident */
    printf("STEP all is done\n")
  }
}

init {
  atomic {
    run Worker_(0); run Worker_(1);
    run Leader_(0);
    if :: LEADERS == 2 -> run Leader_(1) :: else fi;
    run Client(0); run Client(1)
  }
}
