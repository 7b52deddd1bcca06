-- Version 1. ${schema} is replaced by the quoted name of the schema; statements end with a semicolon at a line's end.
create table ${schema}.version (number integer not null);
insert into ${schema}.version values (1);

create table ${schema}.keys (
  uid bigint primary key,
  owner text not null,
  total_bytes bigint not null check (total_bytes > 0),
  part_bytes integer not null check (part_bytes > 0),
  generation bigint not null,
  received_bytes bigint not null default 0 check (received_bytes between 0 and total_bytes),
  first_missing bigint not null default 0 check (first_missing between 0 and total_bytes),
  reserved boolean not null default false,
  committed boolean not null default false check (not committed or received_bytes = total_bytes),
  fingerprint bigint,
  begun timestamptz not null,
  deadline timestamptz not null,
  last_use timestamptz not null
);
create index keys_of_owner on ${schema}.keys (owner) where committed;
create index keys_that_arrive on ${schema}.keys (deadline) where not committed;

create table ${schema}.parts (
  uid bigint not null references ${schema}.keys on delete cascade,
  part integer not null,
  bytes bytea not null,
  primary key (uid, part)
);
-- Keys look random: compressing them costs time and gains nothing, and a range of them is read without the rest.
alter table ${schema}.parts alter column bytes set storage external;
