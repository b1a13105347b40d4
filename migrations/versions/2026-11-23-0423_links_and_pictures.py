"""Reagents, links with other systems, campaigns, pictures and what is done with them"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0004_links_and_pictures"
down_revision = "0003_laboratory"
branch_labels = None
depends_on = None

# What no model can say: tables that only grow, and search indexes.
GUARDS = {
    "postgresql": [
        "CREATE TRIGGER lis_reagent_use_append_only BEFORE UPDATE OR DELETE OR "
        "TRUNCATE ON lis_reagent_use FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER lis_reagent_move_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON lis_reagent_move FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_study_change_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON ris_study_change FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_conflict_append_only BEFORE UPDATE OR DELETE OR "
        "TRUNCATE ON ris_conflict FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_consult_opinion_append_only BEFORE UPDATE OR "
        "DELETE OR TRUNCATE ON ris_consult_opinion FOR EACH STATEMENT EXECUTE "
        "FUNCTION kernel_append_only()",
        "CREATE TRIGGER ris_consult_line_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON ris_consult_line FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_delivery_event_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON ris_delivery_event FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_correction_event_append_only BEFORE UPDATE OR "
        "DELETE OR TRUNCATE ON ris_correction_event FOR EACH STATEMENT EXECUTE "
        "FUNCTION kernel_append_only()",
        "CREATE TRIGGER ris_display_check_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON ris_display_check FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_reading_version_append_only BEFORE UPDATE OR "
        "DELETE OR TRUNCATE ON ris_reading_version FOR EACH STATEMENT EXECUTE "
        "FUNCTION kernel_append_only()",
        "CREATE TRIGGER ris_critical_call_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON ris_critical_call FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_exam_event_append_only BEFORE UPDATE OR DELETE OR "
        "TRUNCATE ON ris_exam_event FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_safety_answer_append_only BEFORE UPDATE OR DELETE "
        "OR TRUNCATE ON ris_safety_answer FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_consumption_append_only BEFORE UPDATE OR DELETE OR "
        "TRUNCATE ON ris_consumption FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_dose_append_only BEFORE UPDATE OR DELETE OR "
        "TRUNCATE ON ris_dose FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE TRIGGER ris_incident_append_only BEFORE UPDATE OR DELETE OR "
        "TRUNCATE ON ris_incident FOR EACH STATEMENT EXECUTE FUNCTION "
        "kernel_append_only()",
        "CREATE OR REPLACE FUNCTION ris_trigrams(said text) RETURNS text[]\n"
        "LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$\n"
        "DECLARE\n"
        "    parts text[] := '{}';\n"
        "BEGIN\n"
        "    FOR n IN 1..length(said) - 2 LOOP\n"
        "        parts := parts || substr(said, n, 3);\n"
        "    END LOOP;\n"
        "    RETURN parts;\n"
        "END $$",
        "CREATE INDEX ris_study_words ON ris_study USING gin "
        "(ris_trigrams(search)) WITH (fastupdate = off)",
    ],
    "sqlite": [
        "CREATE TRIGGER lis_reagent_use_no_update BEFORE UPDATE ON lis_reagent_use "
        "BEGIN SELECT RAISE(ABORT, 'lis_reagent_use is append-only'); END",
        "CREATE TRIGGER lis_reagent_use_no_delete BEFORE DELETE ON lis_reagent_use "
        "BEGIN SELECT RAISE(ABORT, 'lis_reagent_use is append-only'); END",
        "CREATE TRIGGER lis_reagent_move_no_update BEFORE UPDATE ON "
        "lis_reagent_move BEGIN SELECT RAISE(ABORT, 'lis_reagent_move is "
        "append-only'); END",
        "CREATE TRIGGER lis_reagent_move_no_delete BEFORE DELETE ON "
        "lis_reagent_move BEGIN SELECT RAISE(ABORT, 'lis_reagent_move is "
        "append-only'); END",
        "CREATE TRIGGER ris_study_change_no_update BEFORE UPDATE ON "
        "ris_study_change BEGIN SELECT RAISE(ABORT, 'ris_study_change is "
        "append-only'); END",
        "CREATE TRIGGER ris_study_change_no_delete BEFORE DELETE ON "
        "ris_study_change BEGIN SELECT RAISE(ABORT, 'ris_study_change is "
        "append-only'); END",
        "CREATE TRIGGER ris_conflict_no_update BEFORE UPDATE ON ris_conflict BEGIN "
        "SELECT RAISE(ABORT, 'ris_conflict is append-only'); END",
        "CREATE TRIGGER ris_conflict_no_delete BEFORE DELETE ON ris_conflict BEGIN "
        "SELECT RAISE(ABORT, 'ris_conflict is append-only'); END",
        "CREATE TRIGGER ris_consult_opinion_no_update BEFORE UPDATE ON "
        "ris_consult_opinion BEGIN SELECT RAISE(ABORT, 'ris_consult_opinion is "
        "append-only'); END",
        "CREATE TRIGGER ris_consult_opinion_no_delete BEFORE DELETE ON "
        "ris_consult_opinion BEGIN SELECT RAISE(ABORT, 'ris_consult_opinion is "
        "append-only'); END",
        "CREATE TRIGGER ris_consult_line_no_update BEFORE UPDATE ON "
        "ris_consult_line BEGIN SELECT RAISE(ABORT, 'ris_consult_line is "
        "append-only'); END",
        "CREATE TRIGGER ris_consult_line_no_delete BEFORE DELETE ON "
        "ris_consult_line BEGIN SELECT RAISE(ABORT, 'ris_consult_line is "
        "append-only'); END",
        "CREATE TRIGGER ris_delivery_event_no_update BEFORE UPDATE ON "
        "ris_delivery_event BEGIN SELECT RAISE(ABORT, 'ris_delivery_event is "
        "append-only'); END",
        "CREATE TRIGGER ris_delivery_event_no_delete BEFORE DELETE ON "
        "ris_delivery_event BEGIN SELECT RAISE(ABORT, 'ris_delivery_event is "
        "append-only'); END",
        "CREATE TRIGGER ris_correction_event_no_update BEFORE UPDATE ON "
        "ris_correction_event BEGIN SELECT RAISE(ABORT, 'ris_correction_event is "
        "append-only'); END",
        "CREATE TRIGGER ris_correction_event_no_delete BEFORE DELETE ON "
        "ris_correction_event BEGIN SELECT RAISE(ABORT, 'ris_correction_event is "
        "append-only'); END",
        "CREATE TRIGGER ris_display_check_no_update BEFORE UPDATE ON "
        "ris_display_check BEGIN SELECT RAISE(ABORT, 'ris_display_check is "
        "append-only'); END",
        "CREATE TRIGGER ris_display_check_no_delete BEFORE DELETE ON "
        "ris_display_check BEGIN SELECT RAISE(ABORT, 'ris_display_check is "
        "append-only'); END",
        "CREATE TRIGGER ris_reading_version_no_update BEFORE UPDATE ON "
        "ris_reading_version BEGIN SELECT RAISE(ABORT, 'ris_reading_version is "
        "append-only'); END",
        "CREATE TRIGGER ris_reading_version_no_delete BEFORE DELETE ON "
        "ris_reading_version BEGIN SELECT RAISE(ABORT, 'ris_reading_version is "
        "append-only'); END",
        "CREATE TRIGGER ris_critical_call_no_update BEFORE UPDATE ON "
        "ris_critical_call BEGIN SELECT RAISE(ABORT, 'ris_critical_call is "
        "append-only'); END",
        "CREATE TRIGGER ris_critical_call_no_delete BEFORE DELETE ON "
        "ris_critical_call BEGIN SELECT RAISE(ABORT, 'ris_critical_call is "
        "append-only'); END",
        "CREATE TRIGGER ris_exam_event_no_update BEFORE UPDATE ON ris_exam_event "
        "BEGIN SELECT RAISE(ABORT, 'ris_exam_event is append-only'); END",
        "CREATE TRIGGER ris_exam_event_no_delete BEFORE DELETE ON ris_exam_event "
        "BEGIN SELECT RAISE(ABORT, 'ris_exam_event is append-only'); END",
        "CREATE TRIGGER ris_safety_answer_no_update BEFORE UPDATE ON "
        "ris_safety_answer BEGIN SELECT RAISE(ABORT, 'ris_safety_answer is "
        "append-only'); END",
        "CREATE TRIGGER ris_safety_answer_no_delete BEFORE DELETE ON "
        "ris_safety_answer BEGIN SELECT RAISE(ABORT, 'ris_safety_answer is "
        "append-only'); END",
        "CREATE TRIGGER ris_consumption_no_update BEFORE UPDATE ON ris_consumption "
        "BEGIN SELECT RAISE(ABORT, 'ris_consumption is append-only'); END",
        "CREATE TRIGGER ris_consumption_no_delete BEFORE DELETE ON ris_consumption "
        "BEGIN SELECT RAISE(ABORT, 'ris_consumption is append-only'); END",
        "CREATE TRIGGER ris_dose_no_update BEFORE UPDATE ON ris_dose BEGIN SELECT "
        "RAISE(ABORT, 'ris_dose is append-only'); END",
        "CREATE TRIGGER ris_dose_no_delete BEFORE DELETE ON ris_dose BEGIN SELECT "
        "RAISE(ABORT, 'ris_dose is append-only'); END",
        "CREATE TRIGGER ris_incident_no_update BEFORE UPDATE ON ris_incident BEGIN "
        "SELECT RAISE(ABORT, 'ris_incident is append-only'); END",
        "CREATE TRIGGER ris_incident_no_delete BEFORE DELETE ON ris_incident BEGIN "
        "SELECT RAISE(ABORT, 'ris_incident is append-only'); END",
        "CREATE VIRTUAL TABLE ris_study_words USING fts5(search, "
        "content='ris_study', content_rowid='number', tokenize='trigram', "
        "detail=none, columnsize=0)",
        "CREATE TRIGGER ris_study_words_put AFTER INSERT ON ris_study BEGIN INSERT "
        "INTO ris_study_words(rowid, search) VALUES (new.number, new.search); END",
        "CREATE TRIGGER ris_study_words_change AFTER UPDATE OF number, search ON "
        "ris_study BEGIN INSERT INTO ris_study_words(ris_study_words, rowid, "
        "search) VALUES ('delete', old.number, old.search); INSERT INTO "
        "ris_study_words(rowid, search) VALUES (new.number, new.search); END",
        "CREATE TRIGGER ris_study_words_take AFTER DELETE ON ris_study BEGIN "
        "INSERT INTO ris_study_words(ris_study_words, rowid, search) VALUES "
        "('delete', old.number, old.search); END",
    ],
}


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "kernel_settled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lis_day_off",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_code", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lis_day_off", schema=None) as batch_op:
        batch_op.create_index("ix_lis_day_off_last", ["last", "first", "id"], unique=False)

    op.create_table(
        "lis_reagent_order",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "received",
                "cancelled",
                name="orderpaperstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("lis_reagent_order", schema=None) as batch_op:
        batch_op.create_index("ix_lis_reagent_order_at", ["at", "id"], unique=False)

    op.create_table(
        "lis_reagent_stamp",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lis_reagent_tally",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("result_ids", sa.JSON(), nullable=False),
        sa.Column("test_code", sa.String(length=60), nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column("controls", sa.Integer(), nullable=False),
        sa.Column("kits", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lis_section_hours",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_code", sa.String(length=20), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lis_section_hours", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lis_section_hours", ["section_code", "weekday", "valid_from"], unique=False
        )

    op.create_table(
        "lis_supplier",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "ris_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_conflict", schema=None) as batch_op:
        batch_op.create_index("ix_ris_conflict_at", ["at", "id"], unique=False)

    op.create_table(
        "ris_display",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("workstation", sa.String(length=60), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum("diagnosis", "review", name="displaypurpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("ris_display", schema=None) as batch_op:
        batch_op.create_index("ix_ris_display_workstation", ["workstation"], unique=False)

    op.create_table(
        "ris_node",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ae_title", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("check_address", sa.Boolean(), nullable=False),
        sa.Column("may_store", sa.Boolean(), nullable=False),
        sa.Column("may_find", sa.Boolean(), nullable=False),
        sa.Column("may_move", sa.Boolean(), nullable=False),
        sa.Column("may_commit", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.Column("tls", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("certificate", sa.Text(), server_default="", nullable=False),
        sa.Column("asks_commitment", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ae_title"),
    )
    with op.batch_alter_table("ris_node", schema=None) as batch_op:
        batch_op.create_index("ix_ris_node_name", ["name", "id"], unique=False)

    op.create_table(
        "ris_packing",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("older_days", sa.Integer(), nullable=False),
        sa.Column("drop_days", sa.Integer(), nullable=True),
        sa.Column("ratio", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_packing", schema=None) as batch_op:
        batch_op.create_index("ix_ris_packing_active", ["active", "id"], unique=False)

    op.create_table(
        "ris_procedure",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("body_part", sa.String(length=16), nullable=False),
        sa.Column("needs_side", sa.Boolean(), nullable=False),
        sa.Column(
            "contrast",
            sa.Enum("none", "possible", "given", name="contrast", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "safety",
            sa.Enum(
                "none",
                "radiation",
                "contrast",
                "mr",
                name="safetyform",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("needs_protocol", sa.Boolean(), nullable=False),
        sa.Column("preparation", sa.String(length=2000), nullable=False),
        sa.Column("protocols", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("service_code"),
    )
    with op.batch_alter_table("ris_procedure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ris_procedure_modality", ["modality", "service_code"], unique=False
        )

    op.create_table(
        "ris_reader_profile",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("presets", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("hanging", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("layout", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id"),
    )
    op.create_table(
        "ris_report_macro",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_key", sa.String(length=40), nullable=False),
        sa.Column("shortcut", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_key", "shortcut"),
    )
    with op.batch_alter_table("ris_report_macro", schema=None) as batch_op:
        batch_op.create_index("ix_ris_report_macro_shortcut", ["shortcut", "id"], unique=False)

    op.create_table(
        "ris_report_template",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.Column("findings", sa.String(length=8000), nullable=False),
        sa.Column("conclusion", sa.String(length=2000), nullable=False),
        sa.Column("recommendation", sa.String(length=1000), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_report_template", schema=None) as batch_op:
        batch_op.create_index("ix_ris_report_template_name", ["name", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ris_report_template_service_code"), ["service_code"], unique=False
        )

    op.create_table(
        "ris_stranger",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calling", sa.String(length=16), nullable=False),
        sa.Column("called", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("calling", "called", "address", "why"),
    )
    with op.batch_alter_table("ris_stranger", schema=None) as batch_op:
        batch_op.create_index("ix_ris_stranger_last", ["last_at", "id"], unique=False)

    op.create_table(
        "his_patient_link",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_reason", sa.String(length=500), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("his_patient_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_his_patient_link_document", ["document_id", "made_at"], unique=False
        )
        batch_op.create_index(
            "ix_his_patient_link_live",
            ["kind", "document_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_his_patient_link_patient", ["patient_id"], unique=False)

    op.create_table(
        "kernel_signing_pin",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("pin", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["kernel_user.id"],
        ),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "lis_reagent",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reagent",
                "calibrator",
                "control",
                "consumable",
                name="reagentkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("maker", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=80), nullable=False),
        sa.Column("catalogue_no", sa.String(length=60), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("stock_code", sa.String(length=60), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("kit_unit", sa.String(length=40), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("content_unit", sa.String(length=40), nullable=False),
        sa.Column("storage", sa.String(length=200), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=True),
        sa.Column("dead_volume", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("maximum", sa.BigInteger(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("limit_percent", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("content > 0", name="ck_lis_reagent_content_positive"),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["lis_supplier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("lis_reagent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis_reagent_gtin"), ["gtin"], unique=False)
        batch_op.create_index("ix_lis_reagent_name", ["name", "id"], unique=False)
        batch_op.create_index("ix_lis_reagent_stock_code", ["stock_code"], unique=False)

    op.create_table(
        "ris_commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.Column("transaction_uid", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"],
            ["ris_node.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_commitment", schema=None) as batch_op:
        batch_op.create_index("ix_ris_commitment_due", ["told_at", "due_at", "id"], unique=False)

    op.create_table(
        "ris_delivery",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("zip", "iso", "link", name="deliveryform", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "patient",
                "doctor",
                "teaching",
                name="deliverypurpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("anonymised", sa.Boolean(), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.String(length=60), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "made",
                "handed",
                "failed",
                "withdrawn",
                "expired",
                name="deliverystate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_to", sa.String(length=200), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("pin_round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_ris_delivery_expires", ["expires_at", "id"], unique=False)
        batch_op.create_index("ix_ris_delivery_patient", ["patient_id", "id"], unique=False)
        batch_op.create_index("ix_ris_delivery_state", ["state", "id"], unique=False)

    op.create_table(
        "ris_display_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("display_id", sa.Uuid(), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("darkest", sa.String(length=20), nullable=False),
        sa.Column("brightest", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("ratio", sa.String(length=10), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["display_id"],
            ["ris_display.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_display_check", schema=None) as batch_op:
        batch_op.create_index("ix_ris_display_check_of", ["display_id", "at"], unique=False)

    op.create_table(
        "ris_node_sight",
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("echo_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worklist_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("error_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["node_id"],
            ["ris_node.id"],
        ),
        sa.PrimaryKeyConstraint("node_id"),
    )
    op.create_table(
        "ris_outside_disc",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("came_from", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("studies", sa.JSON(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "quarantined", "taken", "refused", name="discstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("brought_by_name", sa.String(length=200), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed", sa.String(length=60), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_outside_disc", schema=None) as batch_op:
        batch_op.create_index("ix_ris_outside_disc_patient", ["patient_id"], unique=False)
        batch_op.create_index("ix_ris_outside_disc_state", ["state", "id"], unique=False)

    op.create_table(
        "ris_route",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("priors", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"],
            ["ris_node.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_route", schema=None) as batch_op:
        batch_op.create_index("ix_ris_route_name", ["name", "id"], unique=False)

    op.create_table(
        "his_patient_link_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.String(length=60), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "opened",
                "wrong",
                "locked",
                "ended",
                name="linkoutcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["his_patient_link.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("his_patient_link_visit", schema=None) as batch_op:
        batch_op.create_index("ix_his_patient_link_visit", ["link_id", "id"], unique=False)

    op.create_table(
        "lis_reagent_lot",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reagent_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("consignment", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "accepted",
                "rejected",
                "recalled",
                name="reagentlotstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by_name", sa.String(length=200), nullable=False),
        sa.Column("judged_reason", sa.String(length=500), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_by_name", sa.String(length=200), nullable=False),
        sa.Column("recall_no", sa.String(length=120), nullable=False),
        sa.Column("recall_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["reagent_id"],
            ["lis_reagent.id"],
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["lis_supplier.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reagent_id", "number"),
    )
    with op.batch_alter_table("lis_reagent_lot", schema=None) as batch_op:
        batch_op.create_index("ix_lis_reagent_lot_expiry", ["expiry", "id"], unique=False)
        batch_op.create_index("ix_lis_reagent_lot_state", ["state", "expiry", "id"], unique=False)

    op.create_table(
        "lis_reagent_norm",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reagent_id", sa.Uuid(), nullable=False),
        sa.Column("test_code", sa.String(length=60), nullable=False),
        sa.Column("per_test", sa.BigInteger(), nullable=False),
        sa.Column("extra_percent", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("per_test > 0", name="ck_lis_reagent_norm_positive"),
        sa.ForeignKeyConstraint(
            ["reagent_id"],
            ["lis_reagent.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lis_reagent_norm", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lis_reagent_norm_now",
            ["reagent_id", "test_code"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.create_index(
            "ix_lis_reagent_norm_test", ["test_code", "valid_from", "id"], unique=False
        )

    op.create_table(
        "ris_delivery_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "asked",
                "made",
                "failed",
                "fetched",
                "handed",
                "new_pin",
                "withdrawn",
                "expired",
                "corrected",
                name="deliveryact",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ris_delivery.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_delivery_event", schema=None) as batch_op:
        batch_op.create_index("ix_ris_delivery_event", ["delivery_id", "id"], unique=False)

    op.create_table(
        "his_link_partner",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "his",
                "laboratory",
                "imaging",
                "devices",
                name="partnerkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("application", sa.String(length=80), nullable=False),
        sa.Column("facility", sa.String(length=80), nullable=False),
        sa.Column("allowed_from", sa.String(length=100), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("tls", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.String(length=80), nullable=False),
        sa.Column("our_ids", sa.Boolean(), nullable=False),
        sa.Column("registers", sa.Boolean(), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("sends_patients", sa.Boolean(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("quiet_minutes", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["his_room.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("his_link_partner", schema=None) as batch_op:
        batch_op.create_index("ix_his_link_partner_name", ["name", "id"], unique=False)

    op.create_table(
        "lis_package",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("contract_no", sa.String(length=100), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column(
            "payer",
            sa.Enum("bhyt", "self_pay", "service", name="payer", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["his_room.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("lis_package", schema=None) as batch_op:
        batch_op.create_index("ix_lis_package_name", ["name", "id"], unique=False)

    op.create_table(
        "lis_reagent_kit",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("reagent_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_use",
                "finished",
                "expired",
                "recalled",
                name="kitstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_name", sa.String(length=200), nullable=False),
        sa.Column("usable_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_use_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("controlled", sa.JSON(), nullable=False),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.Column("override_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lis_reagent_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reagent_id"],
            ["lis_reagent.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("lis_reagent_kit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lis_reagent_kit_in_use",
            ["reagent_id", "analyser"],
            unique=True,
            sqlite_where=sa.text("state = 'in_use'"),
            postgresql_where=sa.text("state = 'in_use'"),
        )
        batch_op.create_index("ix_lis_reagent_kit_lot", ["lot_id", "opened_at", "id"], unique=False)
        batch_op.create_index(
            "ix_lis_reagent_kit_on_board",
            ["reagent_id", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('open', 'in_use')"),
            postgresql_where=sa.text("state IN ('open', 'in_use')"),
        )
        batch_op.create_index("ix_lis_reagent_kit_opened", ["opened_at", "id"], unique=False)

    op.create_table(
        "lis_reagent_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reagent_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "opened",
                "returned",
                "destroyed",
                "counted",
                name="reagentmovekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "supplier",
                "pharmacy",
                "consignment",
                "aid",
                "opening",
                name="reagentsource",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lis_reagent_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reagent_id"],
            ["lis_reagent.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lis_reagent_move", schema=None) as batch_op:
        batch_op.create_index("ix_lis_reagent_move_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_lis_reagent_move_lot", ["lot_id", "at", "id"], unique=False)
        batch_op.create_index(
            "ix_lis_reagent_move_reagent", ["reagent_id", "at", "id"], unique=False
        )

    op.create_table(
        "lis_reagent_stock",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("reagent_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name="ck_lis_reagent_stock_not_negative"),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lis_reagent_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reagent_id"],
            ["lis_reagent.id"],
        ),
        sa.PrimaryKeyConstraint("lot_id"),
    )
    with op.batch_alter_table("lis_reagent_stock", schema=None) as batch_op:
        batch_op.create_index("ix_lis_reagent_stock_reagent", ["reagent_id"], unique=False)

    op.create_table(
        "lis_reagent_trial",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("old_lot_id", sa.Uuid(), nullable=True),
        sa.Column("test_code", sa.String(length=60), nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column("limit_percent", sa.BigInteger(), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("mean_percent", sa.BigInteger(), nullable=True),
        sa.Column("within", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("control_run_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lis_reagent_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["old_lot_id"],
            ["lis_reagent_lot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lis_reagent_trial", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lis_reagent_trial_lot", ["lot_id", "test_code", "at", "id"], unique=False
        )

    op.create_table(
        "ris_machine",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("ae_title", sa.String(length=16), nullable=False),
        sa.Column("station", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("charset", sa.String(length=20), nullable=False),
        sa.Column("plain_names", sa.Boolean(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("device_code", sa.String(length=50), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["his_room.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["his_site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("ris_machine", schema=None) as batch_op:
        batch_op.create_index("ix_ris_machine_ae", ["ae_title"], unique=False)
        batch_op.create_index("ix_ris_machine_modality", ["modality", "code"], unique=False)
        batch_op.create_index(batch_op.f("ix_ris_machine_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ris_machine_site_id"), ["site_id"], unique=False)

    op.create_table(
        "his_link_line",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("never", "good", "failed", name="linestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("last_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.PrimaryKeyConstraint("partner_id"),
    )
    op.create_table(
        "his_link_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("outgoing", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("control_id", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "stored",
                "done",
                "review",
                "refused",
                "repeated",
                "waiting",
                "sent",
                "failed",
                "cancelled",
                name="linkmessagestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("says_vi", sa.String(length=500), nullable=False),
        sa.Column("says_en", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("millis", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("peer", sa.String(length=100), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_by_name", sa.String(length=200), nullable=False),
        sa.Column("solved_why", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("his_link_message", schema=None) as batch_op:
        batch_op.create_index("ix_his_link_message_about", ["about", "id"], unique=False)
        batch_op.create_index("ix_his_link_message_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_his_link_message_control", ["control_id", "id"], unique=False)
        batch_op.create_index("ix_his_link_message_partner", ["partner_id", "id"], unique=False)
        batch_op.create_index("ix_his_link_message_patient", ["patient_id", "id"], unique=False)
        batch_op.create_index(
            "ix_his_link_message_queue",
            ["partner_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_his_link_message_review",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'review'"),
            postgresql_where=sa.text("state = 'review'"),
        )
        batch_op.create_index("ix_his_link_message_state", ["state", "id"], unique=False)
        batch_op.create_index("ix_his_link_message_type", ["type", "id"], unique=False)

    op.create_table(
        "his_link_patient",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("said_by_name", sa.String(length=200), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "authority", "number"),
    )
    with op.batch_alter_table("his_link_patient", schema=None) as batch_op:
        batch_op.create_index("ix_his_link_patient_patient", ["patient_id"], unique=False)

    op.create_table(
        "lis_campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("contract_no", sa.String(length=100), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("new_patients", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("tubes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["package_id"],
            ["lis_package.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("lis_campaign", schema=None) as batch_op:
        batch_op.create_index("ix_lis_campaign_made", ["made_at", "id"], unique=False)

    op.create_table(
        "lis_link_code",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "use",
            sa.Enum("service", "test", name="codeuse", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ours", sa.String(length=60), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "use", "code"),
    )
    with op.batch_alter_table("lis_link_code", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lis_link_code_partner", ["partner_id", "code", "id"], unique=False
        )

    op.create_table(
        "ris_link_code",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ours", sa.String(length=60), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "code"),
    )
    with op.batch_alter_table("ris_link_code", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ris_link_code_partner", ["partner_id", "code", "id"], unique=False
        )

    op.create_table(
        "ris_link_way",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "orders",
            sa.Enum("omi", "orm", name="orderdialect", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "images",
            sa.Enum("rp", "ed", name="imagedialect", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("schedule", sa.Boolean(), nullable=False),
        sa.Column("studies", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id"),
    )
    op.create_table(
        "lis_campaign_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("staff_code", sa.String(length=60), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["lis_campaign.id"],
        ),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "line"),
    )
    with op.batch_alter_table("lis_campaign_person", schema=None) as batch_op:
        batch_op.create_index("ix_lis_campaign_person_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_lis_campaign_person_patient", ["patient_id"], unique=False)

    op.create_table(
        "lis_link_order",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("placer", sa.String(length=80), nullable=False),
        sa.Column("group_number", sa.String(length=80), nullable=False),
        sa.Column("service", sa.String(length=80), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "placer"),
    )
    with op.batch_alter_table("lis_link_order", schema=None) as batch_op:
        batch_op.create_index("ix_lis_link_order_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_lis_link_order_order", ["order_id"], unique=False)
        batch_op.create_index("ix_lis_link_order_patient", ["patient_id"], unique=False)

    op.create_table(
        "ris_exam",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("accession", sa.String(length=20), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("procedure_name", sa.String(length=300), nullable=False),
        sa.Column("body_part", sa.String(length=16), nullable=False),
        sa.Column(
            "side",
            sa.Enum("", "L", "R", "B", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "contrast",
            sa.Enum("none", "possible", "given", name="contrast", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "safety",
            sa.Enum(
                "none",
                "radiation",
                "contrast",
                "mr",
                name="safetyform",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("bedside", sa.Boolean(), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum("routine", "urgent", "stat", name="urgency", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("indication", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ordered",
                "accepted",
                "protocolled",
                "scheduled",
                "arrived",
                "in_progress",
                "done",
                "discontinued",
                "cancelled",
                "replaced",
                name="examstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "known_by",
            sa.Enum(
                "hand", "machine", "pictures", "rule", name="known", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by_name", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("machine_id", sa.Uuid(), nullable=True),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("protocol", sa.String(length=2000), nullable=False),
        sa.Column("protocolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("protocolled_by", sa.Uuid(), nullable=True),
        sa.Column("protocolled_by_name", sa.String(length=200), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(length=500), nullable=False),
        sa.Column("performed_by", sa.Uuid(), nullable=True),
        sa.Column("performed_by_name", sa.String(length=200), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("ctdi_vol", sa.BigInteger(), nullable=True),
        sa.Column("dlp", sa.BigInteger(), nullable=True),
        sa.Column("dap", sa.BigInteger(), nullable=True),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["machine_id"],
            ["ris_machine.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.ForeignKeyConstraint(
            ["room_id"],
            ["his_room.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("accession"),
        sa.UniqueConstraint("order_id"),
        sa.UniqueConstraint("study_uid"),
    )
    with op.batch_alter_table("ris_exam", schema=None) as batch_op:
        batch_op.create_index("ix_ris_exam_due", ["due_at", "id"], unique=False)
        batch_op.create_index("ix_ris_exam_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_ris_exam_ended", ["ended_at", "id"], unique=False)
        batch_op.create_index("ix_ris_exam_machine", ["machine_id", "planned_at"], unique=False)
        batch_op.create_index("ix_ris_exam_patient", ["patient_id", "due_at", "id"], unique=False)
        batch_op.create_index("ix_ris_exam_state", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_ris_exam_work",
            ["rank", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "ris_link_order",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("placer", sa.String(length=80), nullable=False),
        sa.Column("group_number", sa.String(length=80), nullable=False),
        sa.Column("service", sa.String(length=80), nullable=False),
        sa.Column("accession", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("encounter_id", sa.Uuid(), nullable=True),
        sa.Column("replaces", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "placer"),
    )
    with op.batch_alter_table("ris_link_order", schema=None) as batch_op:
        batch_op.create_index("ix_ris_link_order_accession", ["accession"], unique=False)
        batch_op.create_index("ix_ris_link_order_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_ris_link_order_order", ["order_id"], unique=False)
        batch_op.create_index("ix_ris_link_order_patient", ["patient_id"], unique=False)

    op.create_table(
        "ris_link_request",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("placer", sa.String(length=80), nullable=False),
        sa.Column("filler", sa.String(length=80), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "scheduled",
                "refused",
                "resulted",
                "cancelling",
                "cancelled",
                name="requeststate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("result_of", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "placer"),
    )
    with op.batch_alter_table("ris_link_request", schema=None) as batch_op:
        batch_op.create_index("ix_ris_link_request_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_ris_link_request_message", ["message_id"], unique=False)
        batch_op.create_index("ix_ris_link_request_order", ["order_id"], unique=False)
        batch_op.create_index("ix_ris_link_request_patient", ["patient_id"], unique=False)
        batch_op.create_index("ix_ris_link_request_state", ["state", "id"], unique=False)

    op.create_table(
        "ris_reading",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("accession", sa.String(length=64), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("service_name", sa.String(length=300), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exam_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "unread",
                "assigned",
                "draft",
                "preliminary",
                "final",
                "addended",
                "retracted",
                "ended",
                name="readingstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reader_id", sa.Uuid(), nullable=True),
        sa.Column("reader_name", sa.String(length=200), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_by_name", sa.String(length=200), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=True),
        sa.Column("writer_name", sa.String(length=200), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_name", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preliminary_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_by_name", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("critical", sa.String(length=500), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discrepancy", sa.Boolean(), nullable=False),
        sa.Column("attention", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id"),
    )
    with op.batch_alter_table("ris_reading", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ris_reading_attention",
            ["rank", "asked_at", "id"],
            unique=False,
            sqlite_where=sa.text("attention"),
            postgresql_where=sa.text("attention"),
        )
        batch_op.create_index(
            "ix_ris_reading_done",
            ["final_at", "id"],
            unique=False,
            sqlite_where=sa.text("final_at IS NOT NULL"),
            postgresql_where=sa.text("final_at IS NOT NULL"),
        )
        batch_op.create_index("ix_ris_reading_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_ris_reading_exam", ["exam_id"], unique=False)
        batch_op.create_index(
            "ix_ris_reading_patient", ["patient_id", "asked_at", "id"], unique=False
        )
        batch_op.create_index("ix_ris_reading_study", ["study_uid"], unique=False)
        batch_op.create_index(
            "ix_ris_reading_waiting",
            ["rank", "asked_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('unread', 'assigned', 'draft', 'preliminary')"),
            postgresql_where=sa.text("state IN ('unread', 'assigned', 'draft', 'preliminary')"),
        )

    op.create_table(
        "ris_study",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("accession", sa.String(length=64), nullable=False),
        sa.Column("dicom_patient_id", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=64), nullable=False),
        sa.Column("dicom_patient_name", sa.String(length=324), nullable=False),
        sa.Column("name_folded", sa.String(length=324), nullable=False),
        sa.Column("birth_date", sa.String(length=10), nullable=False),
        sa.Column("sex", sa.String(length=16), nullable=False),
        sa.Column("study_date", sa.String(length=10), nullable=True),
        sa.Column("study_time", sa.String(length=16), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("study_number", sa.String(length=64), nullable=False),
        sa.Column("referring", sa.String(length=324), nullable=False),
        sa.Column("modalities", sa.String(length=100), nullable=False),
        sa.Column("series_count", sa.Integer(), nullable=False),
        sa.Column("instance_count", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mixed", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "matched", "unmatched", "ended", name="studystate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("uid"),
    )
    with op.batch_alter_table("ris_study", schema=None) as batch_op:
        batch_op.create_index("ix_ris_study_accession", ["accession"], unique=False)
        batch_op.create_index("ix_ris_study_date", ["study_date", "id"], unique=False)
        batch_op.create_index("ix_ris_study_dicom_id", ["dicom_patient_id"], unique=False)
        batch_op.create_index("ix_ris_study_order", ["order_id"], unique=False)
        batch_op.create_index(
            "ix_ris_study_patient", ["patient_id", "study_date", "id"], unique=False
        )
        batch_op.create_index("ix_ris_study_state", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_ris_study_waiting",
            ["received_at", "id"],
            unique=False,
            sqlite_where=sa.text("patient_id IS NULL"),
            postgresql_where=sa.text("patient_id IS NULL"),
        )

    op.create_table(
        "lis_link_send_out",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("placer", sa.String(length=80), nullable=False),
        sa.Column("filler", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("specimen_id", sa.Uuid(), nullable=False),
        sa.Column("specimen_code", sa.String(length=20), nullable=False),
        sa.Column("test_code", sa.String(length=60), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "refused",
                "resulted",
                "cancelling",
                "cancelled",
                name="sendoutstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("resulted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["his_encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["lis_item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["his_link_partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.ForeignKeyConstraint(
            ["specimen_id"],
            ["lis_specimen.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partner_id", "placer"),
    )
    with op.batch_alter_table("lis_link_send_out", schema=None) as batch_op:
        batch_op.create_index("ix_lis_link_send_out_encounter", ["encounter_id"], unique=False)
        batch_op.create_index("ix_lis_link_send_out_item", ["item_id"], unique=False)
        batch_op.create_index("ix_lis_link_send_out_message", ["message_id"], unique=False)
        batch_op.create_index("ix_lis_link_send_out_patient", ["patient_id"], unique=False)
        batch_op.create_index("ix_lis_link_send_out_specimen", ["specimen_id"], unique=False)
        batch_op.create_index("ix_lis_link_send_out_state", ["state", "id"], unique=False)

    op.create_table(
        "ris_consult_room",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "signed", "called_off", name="consultstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_by_name", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.String(length=8000), nullable=False),
        sa.Column("conclusion", sa.String(length=2000), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("ris_consult_room", schema=None) as batch_op:
        batch_op.create_index("ix_ris_consult_room_opened", ["opened_at", "id"], unique=False)
        batch_op.create_index(
            "ix_ris_consult_room_patient", ["patient_id", "opened_at"], unique=False
        )
        batch_op.create_index(
            "ix_ris_consult_room_state", ["state", "opened_at", "id"], unique=False
        )
        batch_op.create_index("ix_ris_consult_room_study", ["study_id"], unique=False)

    op.create_table(
        "ris_consumption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("lot", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["ris_exam.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_consumption", schema=None) as batch_op:
        batch_op.create_index("ix_ris_consumption", ["exam_id", "id"], unique=False)

    op.create_table(
        "ris_correction",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "side",
                "move",
                "reject",
                "lossy",
                name="correctionkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "code",
            sa.Enum(
                "113001",
                "113037",
                "113038",
                "113039",
                name="correctioncode",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("instances", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("to_patient_id", sa.Uuid(), nullable=True),
        sa.Column("to_order_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "applied",
                "declined",
                "undone",
                name="correctionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(length=500), nullable=False),
        sa.Column("new_study_id", sa.Uuid(), nullable=True),
        sa.Column("uids", sa.JSON(), nullable=False),
        sa.Column("note_uid", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["new_study_id"],
            ["ris_study.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["his_patient.id"],
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_order_id"],
            ["his_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_patient_id"],
            ["his_patient.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_correction", schema=None) as batch_op:
        batch_op.create_index("ix_ris_correction_patient", ["patient_id"], unique=False)
        batch_op.create_index("ix_ris_correction_state", ["state", "id"], unique=False)
        batch_op.create_index("ix_ris_correction_study", ["study_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ris_correction_to_patient_id"), ["to_patient_id"], unique=False
        )

    op.create_table(
        "ris_critical_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.String(length=500), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("to_phone", sa.String(length=40), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("read_back", sa.String(length=500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["ris_reading.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_critical_call", schema=None) as batch_op:
        batch_op.create_index("ix_ris_critical_call_of", ["reading_id", "at"], unique=False)

    op.create_table(
        "ris_delivered_study",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ris_delivery.id"],
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("delivery_id", "study_id"),
    )
    with op.batch_alter_table("ris_delivered_study", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ris_delivered_study_study_id"), ["study_id"], unique=False
        )

    op.create_table(
        "ris_dose",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_uid", sa.String(length=64), nullable=False),
        sa.Column("ctdi_vol", sa.BigInteger(), nullable=True),
        sa.Column("dlp", sa.BigInteger(), nullable=True),
        sa.Column("dap", sa.BigInteger(), nullable=True),
        sa.Column("fluoro_seconds", sa.BigInteger(), nullable=True),
        sa.Column("exposures", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["ris_exam.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_uid"),
    )
    with op.batch_alter_table("ris_dose", schema=None) as batch_op:
        batch_op.create_index("ix_ris_dose_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_ris_dose_exam", ["exam_id", "id"], unique=False)

    op.create_table(
        "ris_exam_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ordered",
                "accepted",
                "protocolled",
                "scheduled",
                "arrived",
                "in_progress",
                "done",
                "discontinued",
                "cancelled",
                "replaced",
                name="examstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "known_by",
            sa.Enum(
                "hand", "machine", "pictures", "rule", name="known", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["ris_exam.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_exam_event", schema=None) as batch_op:
        batch_op.create_index("ix_ris_exam_event", ["exam_id", "id"], unique=False)

    op.create_table(
        "ris_incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("machine_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["ris_exam.id"],
        ),
        sa.ForeignKeyConstraint(
            ["machine_id"],
            ["ris_machine.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_incident", schema=None) as batch_op:
        batch_op.create_index("ix_ris_incident_at", ["kind", "at", "id"], unique=False)
        batch_op.create_index("ix_ris_incident_exam", ["exam_id", "id"], unique=False)

    op.create_table(
        "ris_reading_draft",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("findings", sa.String(length=8000), nullable=False),
        sa.Column("conclusion", sa.String(length=2000), nullable=False),
        sa.Column("recommendation", sa.String(length=1000), nullable=False),
        sa.Column("critical", sa.String(length=500), nullable=False),
        sa.Column("structured", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["ris_reading.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reading_id"),
    )
    op.create_table(
        "ris_reading_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("series_uid", sa.String(length=64), nullable=False),
        sa.Column("instance_uid", sa.String(length=64), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column(
            "drawing",
            sa.Enum("", "waits", "held", "failed", name="drawing", native_enum=False, length=40),
            server_default="",
            nullable=False,
        ),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["ris_reading.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reading_id", "key_id"),
    )
    op.create_table(
        "ris_reading_touch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "moved",
                "changed",
                "rejected",
                "came",
                "left",
                "undone",
                name="touchkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        sa.Column("settled_how", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["ris_reading.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_reading_touch", schema=None) as batch_op:
        batch_op.create_index("ix_ris_reading_touch_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_ris_reading_touch_correction", ["correction_id"], unique=False)
        batch_op.create_index("ix_ris_reading_touch_of", ["reading_id", "at"], unique=False)

    op.create_table(
        "ris_reading_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "preliminary",
                "final",
                "addendum",
                "retraction",
                name="versionkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("findings", sa.String(length=8000), nullable=False),
        sa.Column("conclusion", sa.String(length=2000), nullable=False),
        sa.Column("recommendation", sa.String(length=1000), nullable=False),
        sa.Column("critical", sa.String(length=500), nullable=False),
        sa.Column("structured", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("key_images", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("measurements", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("writer_name", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_by_name", sa.String(length=200), nullable=False),
        sa.Column("signed_with", sa.String(length=20), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("screen", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["ris_reading.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reading_id", "number"),
    )
    op.create_table(
        "ris_safety_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "none",
                "radiation",
                "contrast",
                "mr",
                name="safetyform",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("concerns", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("egfr", sa.BigInteger(), nullable=True),
        sa.Column("egfr_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overridden", sa.String(length=500), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["ris_exam.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_safety_answer", schema=None) as batch_op:
        batch_op.create_index("ix_ris_safety_answer", ["exam_id", "id"], unique=False)

    op.create_table(
        "ris_second_reading",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=True),
        sa.Column("reader_name", sa.String(length=200), nullable=False),
        sa.Column(
            "agreement",
            sa.Enum("agree", "minor", "major", name="agreement", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("opinion", sa.String(length=4000), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        sa.Column("settlement", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["ris_reading.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_second_reading", schema=None) as batch_op:
        batch_op.create_index("ix_ris_second_reading_of", ["reading_id", "asked_at"], unique=False)
        batch_op.create_index(
            "ix_ris_second_reading_open",
            ["asked_at", "id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_ris_second_reading_reader_id"), ["reader_id"], unique=False
        )

    op.create_table(
        "ris_sending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=True),
        sa.Column("instances", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("commit_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commit_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commit_failed", sa.Integer(), nullable=True),
        sa.Column("commit_error", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"],
            ["ris_node.id"],
        ),
        sa.ForeignKeyConstraint(
            ["route_id"],
            ["ris_route.id"],
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("route_id", "study_id", "instances"),
    )
    with op.batch_alter_table("ris_sending", schema=None) as batch_op:
        batch_op.create_index("ix_ris_sending_study", ["study_id", "id"], unique=False)

    op.create_table(
        "ris_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("body_part", sa.String(length=64), nullable=False),
        sa.Column("station", sa.String(length=64), nullable=False),
        sa.Column("started_on", sa.String(length=10), nullable=True),
        sa.Column("instance_count", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("attributes", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("study_id", "uid"),
    )
    with op.batch_alter_table("ris_series", schema=None) as batch_op:
        batch_op.create_index("ix_ris_series_order", ["study_id", "number", "id"], unique=False)
        batch_op.create_index("ix_ris_series_uid", ["uid"], unique=False)

    op.create_table(
        "ris_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=True),
        sa.Column("ae_title", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("accession", sa.String(length=64), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("patient_code", sa.String(length=64), nullable=False),
        sa.Column("patient_name", sa.String(length=324), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("performer", sa.String(length=324), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"],
            ["ris_exam.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )
    with op.batch_alter_table("ris_step", schema=None) as batch_op:
        batch_op.create_index("ix_ris_step_exam", ["exam_id"], unique=False)
        batch_op.create_index(
            "ix_ris_step_unmatched",
            ["at", "id"],
            unique=False,
            sqlite_where=sa.text("exam_id IS NULL"),
            postgresql_where=sa.text("exam_id IS NULL"),
        )

    op.create_table(
        "ris_study_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "matched",
                "unmatched",
                "undone",
                "ended",
                name="studyact",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("patient_before", sa.Uuid(), nullable=True),
        sa.Column("patient_after", sa.Uuid(), nullable=True),
        sa.Column("order_before", sa.Uuid(), nullable=True),
        sa.Column("order_after", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_study_change", schema=None) as batch_op:
        batch_op.create_index("ix_ris_study_change_study", ["study_id", "id"], unique=False)

    op.create_table(
        "lis_reagent_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kit_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("reagent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "patient",
                "repeat",
                "control",
                "calibration",
                "dead_volume",
                "lost",
                name="usekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("test_code", sa.String(length=60), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["kit_id"],
            ["lis_reagent_kit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lis_reagent_lot.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reagent_id"],
            ["lis_reagent.id"],
        ),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["lis_result.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kit_id", "result_id"),
    )
    with op.batch_alter_table("lis_reagent_use", schema=None) as batch_op:
        batch_op.create_index("ix_lis_reagent_use_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_lis_reagent_use_kit", ["kit_id", "id"], unique=False)
        batch_op.create_index("ix_lis_reagent_use_lot", ["lot_id", "id"], unique=False)
        batch_op.create_index("ix_lis_reagent_use_result", ["result_id"], unique=False)

    op.create_table(
        "ris_consult_guest",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("facility", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("pin", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["ris_consult_room.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_consult_guest", schema=None) as batch_op:
        batch_op.create_index("ix_ris_consult_guest_room", ["consultation_id", "id"], unique=False)

    op.create_table(
        "ris_consult_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "opened",
                "invited",
                "withdrawn",
                "joined",
                "left",
                "said",
                "measured",
                "advised",
                "reported",
                "signed",
                "called_off",
                name="consultact",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ip", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["ris_consult_room.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_consult_line", schema=None) as batch_op:
        batch_op.create_index("ix_ris_consult_line_room", ["consultation_id", "id"], unique=False)

    op.create_table(
        "ris_correction_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "applied",
                "declined",
                "undone",
                name="correctionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["ris_correction.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_correction_event", schema=None) as batch_op:
        batch_op.create_index("ix_ris_correction_event", ["correction_id", "id"], unique=False)

    op.create_table(
        "ris_instance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sop_class", sa.String(length=64), nullable=False),
        sa.Column("transfer_syntax", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("columns", sa.Integer(), nullable=True),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("data_offset", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum("kept", "rejected", name="instancestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("damaged", sa.Boolean(), nullable=False),
        sa.Column("metadata_json", sa.LargeBinary(), nullable=True),
        sa.Column("frame_table", sa.LargeBinary(), nullable=True),
        sa.Column("received_digest", sa.String(length=64), nullable=True),
        sa.Column("received_syntax", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["ris_series.id"],
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("path"),
        sa.UniqueConstraint("uid"),
    )
    with op.batch_alter_table("ris_instance", schema=None) as batch_op:
        batch_op.create_index("ix_ris_instance_checked", ["checked_at", "id"], unique=False)
        batch_op.create_index("ix_ris_instance_series", ["series_id", "number", "id"], unique=False)
        batch_op.create_index("ix_ris_instance_study", ["study_id", "id"], unique=False)
        batch_op.create_index(
            "ix_ris_instance_unindexed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("indexed_at IS NULL"),
            postgresql_where=sa.text("indexed_at IS NULL"),
        )

    op.create_table(
        "ris_consult_opinion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("facility", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("findings", sa.String(length=8000), nullable=False),
        sa.Column("conclusion", sa.String(length=2000), nullable=False),
        sa.Column("recommendation", sa.String(length=2000), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("ip", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["ris_consult_room.id"],
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["ris_consult_guest.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ris_consult_opinion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ris_consult_opinion_room", ["consultation_id", "id"], unique=False
        )

    op.create_table(
        "ris_packed_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("syntax_before", sa.String(length=64), nullable=False),
        sa.Column("syntax_after", sa.String(length=64), nullable=False),
        sa.Column("size_before", sa.BigInteger(), nullable=False),
        sa.Column("size_after", sa.BigInteger(), nullable=False),
        sa.Column("pixels_before", sa.String(length=64), nullable=False),
        sa.Column("pixels_after", sa.String(length=64), nullable=False),
        sa.Column("original_path", sa.String(length=120), nullable=False),
        sa.Column("original_offset", sa.Integer(), nullable=False),
        sa.Column("original_digest", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("drop_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["ris_instance.id"],
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["ris_study.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("instance_id"),
    )
    with op.batch_alter_table("ris_packed_picture", schema=None) as batch_op:
        batch_op.create_index("ix_ris_packed_picture_drop", ["drop_after", "id"], unique=False)
        batch_op.create_index("ix_ris_packed_picture_study", ["study_id", "id"], unique=False)

    with op.batch_alter_table("his_charge", schema=None, recreate="never") as batch_op:
        batch_op.create_index(
            "ix_his_charge_resulted",
            ["resulted_at", "id"],
            unique=False,
            sqlite_where=sa.text("resulted_at IS NOT NULL"),
            postgresql_where=sa.text("resulted_at IS NOT NULL"),
        )

    with op.batch_alter_table("his_order", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("machines", sa.String(length=200), server_default="", nullable=False)
        )

    with op.batch_alter_table("his_transfer_request", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("deposit", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("lis_item", schema=None, recreate="never") as batch_op:
        batch_op.create_index("ix_lis_item_ordered", ["ordered_at", "id"], unique=False)
        batch_op.create_index(
            "ix_lis_item_verified",
            ["verified_at", "id"],
            unique=False,
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )

    with op.batch_alter_table("lis_result", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("alone_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "alone_seen_by_name", sa.String(length=200), server_default="", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column("by_trainee", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("signed_with", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.create_index(
            "ix_lis_result_alone",
            ["verified_at", "id"],
            unique=False,
            sqlite_where=sa.text("alone_reason <> ''"),
            postgresql_where=sa.text("alone_reason <> ''"),
        )
        batch_op.create_index(
            "ix_lis_result_verified",
            ["verified_at", "id"],
            unique=False,
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )

    with op.batch_alter_table("lis_section", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "alone",
                sa.Enum("", "never", "night", "reason", name="alone", native_enum=False, length=40),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "signing",
                sa.Enum("", "password", "pin", name="signing", native_enum=False, length=40),
                server_default="",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("signing_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("night_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("night_to", sa.Integer(), nullable=True))

    with op.batch_alter_table("lis_section_member", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("trainee", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("valid_to", sa.Date(), nullable=True))

    with op.batch_alter_table("lis_specimen", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("ahead", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("ahead_open", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_index(
            "ix_lis_specimen_ahead",
            ["state_at", "id"],
            unique=False,
            sqlite_where=sa.text("ahead_open"),
            postgresql_where=sa.text("ahead_open"),
        )
        batch_op.create_index(
            "ix_lis_specimen_collected",
            ["collected_at", "id"],
            unique=False,
            sqlite_where=sa.text("collected_at IS NOT NULL"),
            postgresql_where=sa.text("collected_at IS NOT NULL"),
        )

    # ### end Alembic commands ###
    settled = sa.table("kernel_settled", sa.column("id"), sa.column("stamp", sa.Uuid()))
    op.bulk_insert(settled, [{"id": 1, "stamp": uuid4()}])
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("What was written down is not dropped: restore the backup from before.")
