-- Facts that are never changed are guarded by triggers too where only rights guarded them: whoever owns the tables, and
-- whoever connects by a role of their own, is refused as well.

do $$
declare
    fact text;
begin
    foreach fact in array array[
        'indicator_value_event', 'issued_paper', 'zero_waste_cell_event', 'zero_waste_cell_evidence', 'statement_file',
        'indicator_target', 'gate_price', 'landfill_year', 'open_release', 'open_release_consent'
    ] loop
        execute format('create trigger %1$s_append_only before update or delete on %1$s
                            for each row execute function refuse_change()', fact);
        execute format('create trigger %1$s_no_truncate before truncate on %1$s
                            for each statement execute function refuse_change()', fact);
    end loop;
end
$$;

-- A statement gets its verdict once, from a second person; what was stated stays.
create trigger indicator_statement_append_only before delete on indicator_statement
    for each row execute function refuse_change();
create trigger indicator_statement_as_stated before update
    of id, city, indicator, period, version, met, words, reason, entered_by, entered_at on indicator_statement
    for each row execute function refuse_change();
create trigger indicator_statement_no_truncate before truncate on indicator_statement
    for each statement execute function refuse_change();
