"""What the operator sets: `HIS54_*` variables, or the same names in a file.

Each is explained in docs/admin/settings.md.
"""

import os
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Variables win over `his54.toml` (in the working folder, or named by HIS54_CONFIG)."""

    model_config = SettingsConfigDict(
        env_prefix="HIS54_", toml_file="his54.toml", extra="ignore", frozen=False
    )

    host: str = "127.0.0.1"
    port: int = Field(8054, ge=1, le=65535)
    data: Path = Path("var")
    database_url: str = ""
    backups: Path | None = Field(None, description="Where copies of the data are put.")
    off: str = Field("", description="Module ids, separated by commas.")
    demo_password: str = ""
    dicom_port: int | None = Field(None, ge=0, le=65535)
    dicom_tls_port: int | None = Field(None, ge=0, le=65535)
    dicom_tls_cert: Path | None = None
    dicom_tls_key: Path | None = None
    dicom_tls_ca: Path | None = None
    mllp_host: str = "127.0.0.1"
    mllp_port: int = Field(2575, ge=0, le=65535)
    mllp_tls_cert: Path | None = None
    mllp_tls_key: Path | None = None
    mllp_tls_ca: Path | None = None
    workers: int = Field(1, ge=1, le=64)
    public_url: str = ""
    secure_cookies: bool = False
    trusted_proxies: str = "127.0.0.1"
    log_level: str = "info"
    log_json: bool = False
    metrics_token: str = ""
    session_idle_minutes: int = Field(30, ge=1, le=1440)
    session_hours: int = Field(12, ge=1, le=168)
    argon2_time: int = Field(2, ge=2, le=20)
    argon2_memory_kib: int = Field(19456, ge=19456, le=1048576)
    argon2_parallelism: int = Field(1, ge=1, le=8)
    max_body_mb: int = Field(32, ge=1, le=4096)
    max_pictures_mb: int = Field(4096, ge=1, le=1_048_576)
    requests_per_minute: int = Field(6000, ge=10)
    sign_ins_per_minute: int = Field(30, ge=1)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = os.environ.get("HIS54_CONFIG", "his54.toml")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    @property
    def database(self) -> str:
        """The SQLAlchemy address; SQLite in the data folder unless one is given."""
        if not self.database_url:
            return f"sqlite:///{self.data.absolute() / 'his54.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def key_file(self) -> Path:
        return self.data / "keys" / "ring.json"

    @cached_property
    def modules_off(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.off.split(",") if name.strip())
