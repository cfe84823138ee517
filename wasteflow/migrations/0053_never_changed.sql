-- Facts that are never changed are guarded by triggers too where only rights guarded them: whoever owns the tables, and
-- whoever connects by a role of their own, is refused as well.

create trigger indicator_value_event_append_only before update or delete on indicator_value_event
    for each row execute function refuse_change();
create trigger indicator_value_event_no_truncate before truncate on indicator_value_event
    for each statement execute function refuse_change();

create trigger issued_paper_append_only before update or delete on issued_paper
    for each row execute function refuse_change();
create trigger issued_paper_no_truncate before truncate on issued_paper
    for each statement execute function refuse_change();

create trigger zero_waste_cell_event_append_only before update or delete on zero_waste_cell_event
    for each row execute function refuse_change();
create trigger zero_waste_cell_event_no_truncate before truncate on zero_waste_cell_event
    for each statement execute function refuse_change();
create trigger zero_waste_cell_evidence_append_only before update or delete on zero_waste_cell_evidence
    for each row execute function refuse_change();
create trigger zero_waste_cell_evidence_no_truncate before truncate on zero_waste_cell_evidence
    for each statement execute function refuse_change();

create trigger statement_file_append_only before update or delete on statement_file
    for each row execute function refuse_change();
create trigger statement_file_no_truncate before truncate on statement_file
    for each statement execute function refuse_change();
create trigger indicator_target_append_only before update or delete on indicator_target
    for each row execute function refuse_change();
create trigger indicator_target_no_truncate before truncate on indicator_target
    for each statement execute function refuse_change();

-- A statement gets its verdict once, from a second person; what was stated stays.
create trigger indicator_statement_append_only before delete on indicator_statement
    for each row execute function refuse_change();
create trigger indicator_statement_as_stated before update
    of id, city, indicator, period, version, met, words, reason, entered_by, entered_at on indicator_statement
    for each row execute function refuse_change();
create trigger indicator_statement_no_truncate before truncate on indicator_statement
    for each statement execute function refuse_change();

create trigger gate_price_append_only before update or delete on gate_price
    for each row execute function refuse_change();
create trigger gate_price_no_truncate before truncate on gate_price
    for each statement execute function refuse_change();
create trigger landfill_year_append_only before update or delete on landfill_year
    for each row execute function refuse_change();
create trigger landfill_year_no_truncate before truncate on landfill_year
    for each statement execute function refuse_change();
create trigger open_release_append_only before update or delete on open_release
    for each row execute function refuse_change();
create trigger open_release_no_truncate before truncate on open_release
    for each statement execute function refuse_change();
create trigger open_release_consent_append_only before update or delete on open_release_consent
    for each row execute function refuse_change();
create trigger open_release_consent_no_truncate before truncate on open_release_consent
    for each statement execute function refuse_change();
