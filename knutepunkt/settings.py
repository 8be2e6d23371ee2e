"""The one settings file: what differs between installations comes from the environment."""

import os
from pathlib import Path

from knutepunkt.cli.embedded import socket_directory

PACKAGE = Path(__file__).resolve().parent
STATE = Path(os.environ.get("KNUTEPUNKT_STATE", PACKAGE.parent / ".state"))

DEBUG = os.environ.get("KNUTEPUNKT_DEBUG") == "1"
PRODUCTION = os.environ.get("KNUTEPUNKT_PRODUCTION") == "1"
ALLOWED_HOSTS = os.environ.get("KNUTEPUNKT_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("KNUTEPUNKT_ORIGINS", "").split(",") if origin]


def _secret_key() -> str:
    """The installation's own secret: from the environment, else made once and kept in the state folder."""
    if key := os.environ.get("KNUTEPUNKT_SECRET_KEY"):
        return key
    kept = STATE / "secret-key"
    if not kept.exists():
        STATE.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(os.urandom(48).hex())
    return kept.read_text()


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "knutepunkt.base",
    "knutepunkt.party",
    "knutepunkt.catalogue",
    "knutepunkt.agreement",
    "knutepunkt.signal",
    "knutepunkt.assessment",
    "knutepunkt.desk",
    "knutepunkt.performance",
    "knutepunkt.plan",
    "knutepunkt.web",
    "knutepunkt.api",
    "knutepunkt.jobs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "knutepunkt.web.middleware.content_security_policy",
    "knutepunkt.web.session.one_transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "knutepunkt.web.session.open_for_person",
    "knutepunkt.web.errors.refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "knutepunkt.urls"
WSGI_APPLICATION = "knutepunkt.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "knutepunkt.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "knutepunkt.web.context.shell",
            ],
        },
    },
    {  # allauth's mails are Django templates; pages of ours never are
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "knutepunkt.web.forms.Renderer"

DATABASE_ROLES = {"web": "kp_web", "worker": "kp_worker", "owner": "kp_owner"}
DATABASE_ROLE = os.environ.get("KNUTEPUNKT_DATABASE_ROLE", "web")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("KNUTEPUNKT_DATABASE_NAME", "knutepunkt"),
        "USER": DATABASE_ROLES[DATABASE_ROLE],
        "PASSWORD": os.environ.get("KNUTEPUNKT_DATABASE_PASSWORD", ""),
        "HOST": os.environ.get("KNUTEPUNKT_DATABASE_HOST", str(socket_directory(STATE))),
        "PORT": os.environ.get("KNUTEPUNKT_DATABASE_PORT", ""),
        "OPTIONS": {
            # Prepared on the server: the same statements run all day, and planning is half their cost. PostgreSQL
            # plans anew when the role changes, so that what is prepared for one role's policies never serves another's.
            "server_side_binding": True,
            "prepare_threshold": 2,
            **({"pool": {"min_size": 1, "max_size": 8}} if DATABASE_ROLE == "web" else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "party.Person"
AUTHENTICATION_BACKENDS = ["knutepunkt.web.logins.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "knutepunkt.web.account.Adapter"
ACCOUNT_FORMS = {"login": "knutepunkt.web.account.Login"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/15m/ip"}
ACCOUNT_LOGOUT_ON_GET = False
SESSION_ENGINE = "knutepunkt.web.logins"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_FAILURE_VIEW = "knutepunkt.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# Shared by all web processes, so that a lock-out holds in each of them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "base_cache"},
}

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = STATE / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no other, and to compress each twice takes twice as long
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = STATE / "attachments"  # never under a URL: attachments leave through a view that checks the audience
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("KNUTEPUNKT_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("KNUTEPUNKT_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("KNUTEPUNKT_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("KNUTEPUNKT_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KNUTEPUNKT_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("KNUTEPUNKT_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("KNUTEPUNKT_MAIL_FROM", "knutepunkt@localhost")
BASE_ADDRESS = os.environ.get("KNUTEPUNKT_ADDRESS", "http://127.0.0.1:8000")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KNUTEPUNKT_LOG", "WARNING")},
}

# Given by the Open Contracting Partnership to who publishes; this one is of nobody, for trying things out.
OCDS_PREFIX = os.environ.get("KNUTEPUNKT_OCDS_PREFIX", "ocds-000000")
